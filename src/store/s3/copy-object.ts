import { FailedError } from "../../core/errors.js";
import type { TransferOptions } from "../download-object.js";
import type { OpenedStore } from "../open-store-with.js";
import type { StoredObject } from "../store.js";

/** Copies an object from one store to another in chunks; it appears under its new key when it is complete. */
export async function copyObject(
  from: OpenedStore,
  to: OpenedStore,
  { onProgress, signal }: TransferOptions = {},
  caller = "copyObject",
): Promise<StoredObject> {
  const found = await from.store.stat(from.key);
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const chunk of from.store.readChunks(from.key)) {
      signal?.throwIfAborted();
      yield chunk;
      done += chunk.length;
      onProgress?.(done, found?.size || undefined);
    }
    // A server that does not know the size says 0.
    if (found !== undefined && found.size > 0 && done !== found.size) {
      throw new FailedError(
        `${caller}: ${from.store.name}/${from.key}: expected ${found.size} bytes, got ${done}; run again`,
      );
    }
  };
  return to.store.writeChunks(to.key, counted());
}
