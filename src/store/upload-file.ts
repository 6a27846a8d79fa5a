import { type FileHandle, open } from "node:fs/promises";
import { fileSystemError } from "../files/file-system-error.js";
import type { TransferOptions } from "./download-object.js";
import type { OpenedStore } from "./open-store-with.js";
import type { ReadInto, StoredObject } from "./store.js";

const bufferBytes = 1024 * 1024;

/** Uploads a file to a store through small buffers; the object appears when it is complete. */
export async function uploadFile(
  path: string,
  { store, key }: OpenedStore,
  options: TransferOptions = {},
  caller = "uploadFile",
): Promise<StoredObject> {
  const fail = (cause: unknown): never => {
    throw fileSystemError(cause, { caller, verb: "read", path });
  };
  const file = await open(path).catch(fail);
  try {
    const read = await readWith(file, options, fail);
    if (store.writeFrom !== undefined) return await store.writeFrom(key, read);
    return await store.writeChunks(key, toChunks(read));
  } finally {
    await file.close();
  }
}

/** Reads a file from its start on. */
async function readWith(
  file: FileHandle,
  { onProgress, signal }: TransferOptions,
  fail: (cause: unknown) => never,
): Promise<ReadInto> {
  const { size } = await file.stat();
  let done = 0;
  return async (buffer) => {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, buffer.length, done).catch(fail);
    done += bytesRead;
    if (bytesRead > 0) onProgress?.(done, size);
    return bytesRead;
  };
}

async function* toChunks(read: ReadInto): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  for (let count = await read(buffer); count > 0; count = await read(buffer)) yield buffer.subarray(0, count);
}
