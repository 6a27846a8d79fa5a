import { type FileHandle, open } from "node:fs/promises";
import { fileSystemError } from "../files/file-system-error.js";
import type { TransferOptions } from "./download-object.js";
import type { OpenedStore } from "./open-store-with.js";
import type { StoredObject } from "./store.js";

const bufferBytes = 1024 * 1024;

/** Uploads a file to a store through one small buffer; the object appears when it is complete. */
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
    return await store.writeChunks(key, readFileChunks(file, options, fail));
  } finally {
    await file.close();
  }
}

async function* readFileChunks(
  file: FileHandle,
  { onProgress, signal }: TransferOptions,
  fail: (cause: unknown) => never,
): AsyncGenerator<Uint8Array> {
  const { size } = await file.stat();
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  for (let done = 0; ; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, bufferBytes, done).catch(fail);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    done += bytesRead;
    onProgress?.(done, size);
  }
}
