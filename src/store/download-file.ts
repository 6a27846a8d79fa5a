import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { NotFoundError } from "../core/errors.js";
import { fileSystemError } from "../files/file-system-error.js";
import { temporaryPrefix } from "../files/temporary-prefix.js";
import type { OpenedStore } from "./open-store.js";
import { sweepUnfinished } from "./s3/sweep-unfinished.js";

/** How an object is brought to a file. */
export interface TransferOptions {
  /** Called now and then with the bytes that have arrived and, where it is known, the size of the whole. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
}

/** Ranges of a sixteenth of the object, within these: each request costs some milliseconds, and four at a time should end together. */
const [leastBytes, mostBytes] = [8 * 1024 * 1024, 64 * 1024 * 1024];
const batchBytes = 1024 * 1024;
const parallel = 4;

/**
 * Brings an object to a file in ranges, four at a time, all of one version, each piece written at its place as it arrives. The file
 * appears under its name when it is whole; a failure leaves nothing. It is not flushed to disk, as it can be fetched again. Returns
 * the number of bytes.
 */
export async function downloadFile(
  { store, key }: OpenedStore,
  path: string,
  { onProgress, signal }: TransferOptions = {},
): Promise<number> {
  const found = await store.stat(key);
  if (found === undefined) {
    await store.read(key); // refuses, and names what is there instead
    throw new NotFoundError(`store: no object ${JSON.stringify(key)} in ${store.name}`);
  }
  const { size, version } = found;
  const partBytes = Math.min(Math.max(Math.ceil(size / 16), leastBytes), mostBytes);
  const temporary = join(dirname(path), `${temporaryPrefix}${process.pid}-${randomUUID()}`);
  const work = async (file: FileHandle): Promise<void> => {
    let [next, done, isBroken] = [0, 0, false];
    const worker = async (): Promise<void> => {
      while (next < size && !isBroken) {
        const start = next;
        next += partBytes;
        const range = { start, end: Math.min(start + partBytes, size), ...(version !== "" && { version }) };
        await writeAt(file, start, store.readChunks(key, range), (count) => {
          signal?.throwIfAborted();
          if (isBroken) throw new Error("another part failed");
          done += count;
          onProgress?.(done, size);
        });
      }
    };
    const ends = await Promise.allSettled(
      Array.from({ length: parallel }, () =>
        worker().catch((cause: unknown) => {
          const isFirst = !isBroken;
          isBroken = true;
          if (isFirst) throw cause;
        }),
      ),
    );
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  };
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await sweepUnfinished(dirname(path), (await file.stat()).mtimeMs);
      await work(file);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return size;
  } catch (cause) {
    await rm(temporary, { force: true });
    const isDisk = cause instanceof Error && "syscall" in cause && "path" in cause;
    throw isDisk ? fileSystemError(cause, { verb: "write", path: join(dirname(path), basename(path)) }) : cause;
  }
}

/** Writes pieces from a place on, a megabyte of them at once. */
async function writeAt(
  file: FileHandle,
  start: number,
  chunks: AsyncIterable<Uint8Array>,
  wrote: (count: number) => void,
): Promise<void> {
  let place = start;
  let [batch, held]: [Uint8Array[], number] = [[], 0];
  const flush = async (): Promise<void> => {
    if (held === 0) return;
    const { bytesWritten } = await file.writev(batch, place);
    if (bytesWritten < held)
      await file.write(Buffer.concat(batch), bytesWritten, held - bytesWritten, place + bytesWritten);
    place += held;
    wrote(held);
    [batch, held] = [[], 0];
  };
  for await (const chunk of chunks) {
    batch.push(chunk);
    held += chunk.length;
    if (held >= batchBytes) await flush();
  }
  await flush();
}
