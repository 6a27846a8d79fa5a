import { type FileHandle, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { FailedError, NotFoundError } from "../core/errors.js";
import { mapConcurrently } from "../core/map-concurrently.js";
import { fileSystemError } from "../files/file-system-error.js";
import { replaceFile } from "../files/replace-file.js";
import { removeAbandonedWrites } from "./local/remove-abandoned-writes.js";
import { Md5Check } from "./md5-check.js";
import type { OpenedStore } from "./open-store-with.js";

/** How an object is copied. */
export interface TransferOptions {
  /** Called with the bytes transferred so far and, where it is known, the total. */
  readonly onProgress?: ((done: number, total: number | undefined) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Ranges of a sixteenth of the object within these limits: each request costs milliseconds, and four at a time should
 * end together.
 */
const [minRangeBytes, maxRangeBytes] = [8 * 1024 * 1024, 64 * 1024 * 1024];
const batchBytes = 1024 * 1024;
const concurrency = 4;

/**
 * Downloads an object to a file in ranges, four at a time, all of one version, each chunk written at its offset. The
 * file appears when it is complete and, up to 64 MiB, has the MD5 that the service reports; a failure leaves nothing.
 * It is not flushed to disk, as it can be downloaded again. Returns the number of bytes.
 */
export async function downloadObject(
  { store, key }: OpenedStore,
  path: string,
  { onProgress, signal }: TransferOptions = {},
  caller = "downloadObject",
): Promise<number> {
  const found = await store.stat(key);
  if (found === undefined) {
    await store.read(key); // throws the store's error, which names what exists instead
    throw new NotFoundError(`${caller}: no object ${JSON.stringify(key)} in ${store.name}; check the key with list`);
  }
  const { size, version } = found;
  const rangeBytes = Math.min(Math.max(Math.ceil(size / 16), minRangeBytes), maxRangeBytes);
  const starts = Array.from({ length: Math.ceil(size / rangeBytes) }, (_, index) => index * rangeBytes);
  let done = 0;
  const write = async (file: FileHandle): Promise<void> => {
    await removeAbandonedWrites(dirname(path), (await file.stat()).mtimeMs);
    await mapConcurrently(starts, concurrency, async (start, stopped) => {
      const end = Math.min(start + rangeBytes, size);
      const range = { start, end, version: version === "" ? undefined : version, reuse: true };
      await writeAt(file, start, store.readChunks(key, range), (count) => {
        signal?.throwIfAborted();
        stopped.throwIfAborted();
        done += count;
        onProgress?.(done, size);
      });
    });
    if (done !== size) {
      throw new FailedError(`${caller}: ${store.name}/${key}: expected ${size} bytes, got ${done}; run again`);
    }
    const mismatch = await findMismatch(file, Md5Check.of(found.md5, size));
    if (mismatch !== undefined) {
      throw new FailedError(`${caller}: ${store.name}/${key}: wrong checksum: ${mismatch}; run again`);
    }
  };
  try {
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, write, { flush: false });
    return size;
  } catch (cause) {
    throw fileSystemError(cause, { caller, verb: "write", path });
  }
}

async function findMismatch(file: FileHandle, check: Md5Check | undefined): Promise<string | undefined> {
  if (check === undefined) return undefined;
  const buffer = Buffer.allocUnsafeSlow(batchBytes);
  for (let offset = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, batchBytes, offset);
    if (bytesRead === 0) return check.findMismatch();
    check.update(buffer.subarray(0, bytesRead));
    offset += bytesRead;
  }
}

/** Writes chunks from an offset on; small ones are collected. */
async function writeAt(
  file: FileHandle,
  start: number,
  chunks: AsyncIterable<Uint8Array>,
  onWritten: (count: number) => void,
): Promise<void> {
  let offset = start;
  const write = async (bytes: Uint8Array): Promise<void> => {
    for (let written = 0; written < bytes.length; ) {
      written += (await file.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
    }
    offset += bytes.length;
    onWritten(bytes.length);
  };
  let batch: Uint8Array | undefined;
  let filled = 0;
  for await (const chunk of chunks) {
    if (batch !== undefined && filled + chunk.length > batchBytes) {
      await write(batch.subarray(0, filled));
      filled = 0;
    }
    if (filled === 0 && chunk.length >= batchBytes / 4) await write(chunk);
    else {
      batch ??= Buffer.allocUnsafeSlow(batchBytes);
      batch.set(chunk, filled);
      filled += chunk.length;
    }
  }
  if (batch !== undefined) await write(batch.subarray(0, filled));
}
