import type { Store } from "../store/store.js";

/** Opens the store of an `s3://` or `file:` URI; keys are relative to it. */
export type OpenArtifactStore = (
  uri: string,
) => Promise<Pick<Store, "list" | "read" | "readChunks" | "write" | "stat">>;
