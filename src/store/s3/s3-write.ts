import type { CompletedPart, S3Client } from "@aws-sdk/client-s3";
import type { StoredObject } from "../store.js";
import { addBodyHash } from "./add-body-hash.js";
import type { S3Sdk } from "./s3-client.js";
import { plainTag, type S3Connection } from "./s3-connection.js";

/** Parts of 8 MB; from the thousandth on they double every thousand parts, so that 10,000 parts hold any object. */
export const partBytes: number = 8 * 1024 * 1024;
const parallel = 4;

/** Puts an object with one request; `extra` are conditions and metadata. */
export function putObject(
  { bucket, service, abort, attempt }: S3Connection,
  key: string,
  bytes: Uint8Array,
  extra: object = {},
): Promise<StoredObject> {
  return attempt({ verb: "write", key }, async (client, { PutObjectCommand }) => {
    const Body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentLength: bytes.length, ...extra });
    await addBodyHash(command.middlewareStack, bytes, service);
    const { ETag } = await client.send(command, abort);
    return { key, size: bytes.length, version: plainTag(ETag) };
  });
}

/** Puts bytes that lie in memory: in one request, or in parts when they are more than one part. */
export async function putBytes(connection: S3Connection, key: string, bytes: Uint8Array): Promise<StoredObject> {
  if (bytes.length <= 2 * partBytes) return putObject(connection, key, bytes);
  let next = 0;
  return putParts(connection, key, async (size) => {
    const start = next;
    next = Math.min(start + size, bytes.length);
    return bytes.subarray(start, next);
  });
}

/**
 * Puts bytes that come piece by piece. Four buffers of one part each are filled in turn and sent side by side; what is smaller than a
 * part is put with one request.
 */
export async function putChunks(
  connection: S3Connection,
  key: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<StoredObject> {
  const source = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  let isAtEnd = false;
  const fill = async (buffer: Uint8Array, start: number): Promise<Uint8Array> => {
    let filled = start;
    while (filled < buffer.length && !isAtEnd) {
      if (rest.length === 0) {
        const { done, value } = await source.next();
        isAtEnd = done === true;
        rest = value ?? rest;
      }
      const taken = rest.subarray(0, buffer.length - filled);
      buffer.set(taken, filled);
      filled += taken.length;
      rest = rest.subarray(taken.length);
    }
    return buffer.subarray(0, filled);
  };
  try {
    const first = await fill(Buffer.allocUnsafeSlow(partBytes), 0);
    if (isAtEnd) return await putObject(connection, key, first);
    let isFirst = true;
    return await putParts(connection, key, async (size, buffer) => {
      if (!isFirst) return fill(buffer?.length === size ? buffer : Buffer.allocUnsafeSlow(size), 0);
      isFirst = false;
      return first;
    });
  } finally {
    if (!isAtEnd) await source.return?.();
  }
}

/** Gives the next part of at most `size` bytes, in `buffer` when one of that size is given; no bytes at the end. */
type NextPart = (size: number, buffer: Uint8Array | undefined) => Promise<Uint8Array>;

async function putParts(connection: S3Connection, key: string, next: NextPart): Promise<StoredObject> {
  const { bucket, service, abort, attempt, signal } = connection;
  const object = { Bucket: bucket, Key: key };
  return attempt({ verb: "write", key }, async (client, sdk) => {
    const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(object), abort);
    const upload = { ...object, UploadId };
    const stop = new AbortController();
    const follow = (): void => stop.abort();
    signal?.addEventListener("abort", follow);
    try {
      signal?.throwIfAborted();
      const { parts, size } = await sendParts(client, sdk, upload, { next, stop, service });
      return { key, size, version: await complete(client, sdk, upload, { parts, size, abort }) };
    } catch (cause) {
      await client.send(new sdk.AbortMultipartUploadCommand(upload)).catch(() => undefined);
      throw cause;
    } finally {
      signal?.removeEventListener("abort", follow);
    }
  });
}

interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

async function sendParts(
  client: S3Client,
  { UploadPartCommand }: S3Sdk,
  upload: Upload,
  { next, stop, service }: { readonly next: NextPart; readonly stop: AbortController; readonly service: string },
): Promise<{ readonly parts: CompletedPart[]; readonly size: number }> {
  const parts: CompletedPart[] = [];
  let size = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const take = (buffer: Uint8Array | undefined): Promise<{ number: number; bytes: Uint8Array }> => {
    const mine = turn.then(async () => {
      stop.signal.throwIfAborted();
      const bytes = await next(partBytes * 2 ** Math.floor(parts.length / 1_000), buffer);
      if (bytes.length > 0) parts.push({ PartNumber: parts.length + 1 });
      size += bytes.length;
      return { number: parts.length, bytes };
    });
    turn = mine.catch(() => undefined);
    return mine;
  };
  const worker = async (): Promise<void> => {
    let buffer: Uint8Array | undefined;
    for (;;) {
      const { number, bytes } = await take(buffer);
      if (bytes.length === 0) return;
      const Body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const command = new UploadPartCommand({ ...upload, PartNumber: number, Body, ContentLength: bytes.length });
      await addBodyHash(command.middlewareStack, bytes, service);
      const { ETag } = await client.send(command, { abortSignal: stop.signal });
      parts[number - 1] = { PartNumber: number, ...(ETag !== undefined && { ETag }) };
      buffer = bytes;
    }
  };
  const stopped = (cause: unknown): never => {
    stop.abort();
    throw cause;
  };
  const ends = await Promise.allSettled(Array.from({ length: parallel }, () => worker().catch(stopped)));
  const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((cause) => (cause as Error).name !== "AbortError") ?? failures[0];
  return { parts, size };
}

/** When the answer to the first try was lost, the second is told that there is no such upload: it is an object by then. */
async function complete(
  client: S3Client,
  { CompleteMultipartUploadCommand, HeadObjectCommand }: S3Sdk,
  upload: Upload,
  { parts, size, abort }: { readonly parts: CompletedPart[]; readonly size: number; readonly abort: object },
): Promise<string> {
  const { Bucket, Key } = upload;
  try {
    const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } });
    const tag = plainTag((await client.send(command, abort)).ETag);
    if (tag !== "") return tag;
    // Ceph RGW sends none when the parts took it some time to join.
    return plainTag((await client.send(new HeadObjectCommand({ Bucket, Key }), abort)).ETag);
  } catch (cause) {
    if ((cause as Error).name !== "NoSuchUpload") throw cause;
    const found = await client.send(new HeadObjectCommand({ Bucket, Key }), abort).catch(() => undefined);
    const tag = plainTag(found?.ETag);
    if (found?.ContentLength !== size || !tag.endsWith(`-${parts.length}`)) throw cause;
    return tag;
  }
}
