import type { TransferOptions } from "../download-object.js";
import type { OpenedStore } from "../open-store.js";
import type { StoredObject } from "../store.js";

/** Copies an object from one store to another piece by piece; it is seen under its new key when it is whole. */
export async function copyObject(
  from: OpenedStore,
  to: OpenedStore,
  { onProgress, signal }: TransferOptions = {},
): Promise<StoredObject> {
  const found = onProgress === undefined ? undefined : await from.store.stat(from.key);
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const chunk of from.store.readChunks(from.key)) {
      signal?.throwIfAborted();
      yield chunk;
      done += chunk.length;
      onProgress?.(done, found?.size || undefined);
    }
  };
  return to.store.writeChunks(to.key, counted());
}
