import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { ArgumentError } from "../../core/errors.js";
import { checkArtifactPath } from "../../tracking/check-artifact-path.js";
import { elsewhere, isLocal } from "../../tracking/files/file-run.js";
import type { TrackerFolder } from "../../tracking/files/tracker-folder.js";
import {
  type ArtifactEntry,
  artifactHeaders,
  checkIsThere,
  inFolder,
  listArtifacts,
  sendArtifact,
} from "./artifact-files.js";

/** Artifacts of a run or a logged model, in the folder or on another store such as S3. */
export interface OwnedArtifacts {
  /** Files and folders in a folder of artifacts, in alphabetical order. */
  list(path: string): Promise<readonly ArtifactEntry[]>;
  /** The response with the bytes of an artifact, which are sent while they are read. */
  send(path: string): Promise<Response>;
  /** The file of an artifact, or its bytes where it is on another store. */
  read(path: string): Promise<{ readonly file: string } | { readonly bytes: Uint8Array }>;
  readText(path: string): Promise<string>;
}

/** Larger artifacts on another store are downloaded, not shown. */
const maxShownBytes = 200_000_000;

/** The artifacts of a run or a logged model, by its folder and the URI of its artifacts. */
export function ownedArtifacts(
  folder: TrackerFolder,
  { path: home, artifactUri }: { readonly path: string; readonly artifactUri: string },
): OwnedArtifacts {
  if (isLocal(artifactUri)) {
    const locate = (path: string) => inFolder(home, path, folder.root);
    return {
      list: async (path) => listArtifacts(locate(path)),
      send: async (path) => sendArtifact(locate(path)),
      read: async (path) => ({ file: locate(path).file }),
      readText: async (path) => readFileSync(locate(path).file, "utf8"),
    };
  }
  const open = async (path: string) => {
    checkArtifactPath(path, "artifacts");
    const store = await folder.openArtifacts?.(artifactUri);
    if (store !== undefined) return { store, size: checkIsThere(await store.stat(path), path).size };
    throw new ArgumentError(`artifacts: those of the run are at ${artifactUri}; read them there`);
  };
  const read = async (path: string): Promise<Uint8Array> => {
    const { store, size } = await open(path);
    if (size <= maxShownBytes) return await store.read(path);
    throw new ArgumentError(`artifacts: "${path}" has ${size} bytes, too many to be shown; download it`);
  };
  return {
    list: async (path) => {
      if (path !== "") checkArtifactPath(path, "artifacts");
      return toEntries(await elsewhere(folder).list(artifactUri, "artifacts"), path);
    },
    send: async (path) => {
      const { store, size } = await open(path);
      const body = Readable.toWeb(Readable.from(store.readChunks(path))) as ReadableStream;
      return new Response(body, { headers: artifactHeaders(path, size) });
    },
    read: async (path) => ({ bytes: await read(path) }),
    readText: async (path) => new TextDecoder().decode(await read(path)),
  };
}

/** Files directly in a folder, and its folders. */
function toEntries(
  files: readonly { readonly path: string; readonly size: number }[],
  folder: string,
): ArtifactEntry[] {
  const prefix = folder === "" ? "" : join(folder, "/");
  const entries = new Map<string, ArtifactEntry>();
  for (const { path, size } of files.filter((file) => file.path.startsWith(prefix))) {
    const [name = "", ...rest] = path.slice(prefix.length).split("/");
    entries.set(name, { name, isFolder: rest.length > 0, size: rest.length > 0 ? 0 : size });
  }
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
