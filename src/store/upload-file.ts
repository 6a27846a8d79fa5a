import { type FileHandle, open } from "node:fs/promises";
import { fileSystemError } from "../files/file-system-error.js";
import type { TransferOptions } from "./download-file.js";
import type { OpenedStore } from "./open-store.js";
import type { StoredObject } from "./store.js";

const bufferBytes = 1024 * 1024;

/** Brings a file to a store through one small buffer; it is seen there when it is whole. */
export async function uploadFile(
  path: string,
  { store, key }: OpenedStore,
  options: TransferOptions = {},
): Promise<StoredObject> {
  const failed = (cause: unknown): never => {
    throw fileSystemError(cause, { verb: "read", path });
  };
  const file = await open(path).catch(failed);
  try {
    return await store.writeChunks(key, fileChunks(file, options, failed));
  } finally {
    await file.close();
  }
}

async function* fileChunks(
  file: FileHandle,
  { onProgress, signal }: TransferOptions,
  failed: (cause: unknown) => never,
): AsyncGenerator<Uint8Array> {
  const { size } = await file.stat();
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  for (let done = 0; ; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, bufferBytes, done).catch(failed);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    done += bytesRead;
    onProgress?.(done, size);
  }
}
