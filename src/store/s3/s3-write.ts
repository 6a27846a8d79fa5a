import type { CompletedPart, S3Client } from "@aws-sdk/client-s3";
import { uploadPartBytes } from "../md5-check.js";
import type { StoredObject } from "../store.js";
import { addBodyHash } from "./add-body-hash.js";
import type { S3Sdk } from "./s3-client.js";
import { type S3Connection, unquoteTag } from "./s3-connection.js";
import { partsMetadata, toStoredObject } from "./s3-object.js";

const concurrency = 4;

/** Uploads an object in one request; `extra` are conditions and metadata. */
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
    return toStoredObject(bucket, key, bytes.length, await client.send(command, abort));
  });
}

/** Uploads bytes in memory: in one request, or in parts when they are more than two parts. */
export async function putBytes(connection: S3Connection, key: string, bytes: Uint8Array): Promise<StoredObject> {
  if (bytes.length <= 2 * uploadPartBytes) return putObject(connection, key, bytes);
  let next = 0;
  return putParts(connection, key, async (size) => {
    const start = next;
    next = Math.min(start + size, bytes.length);
    return bytes.subarray(start, next);
  });
}

/**
 * Uploads bytes that arrive in chunks. Four buffers of one part each are filled in turn and sent concurrently; what is
 * smaller than a part is uploaded in one request.
 */
export async function putChunks(
  connection: S3Connection,
  key: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<StoredObject> {
  const source = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  let isAtEnd = false;
  const fill = async (buffer: Uint8Array): Promise<Uint8Array> => {
    let filled = 0;
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
    const first = await fill(Buffer.allocUnsafeSlow(uploadPartBytes));
    if (isAtEnd) return await putObject(connection, key, first);
    let isFirst = true;
    return await putParts(connection, key, async (size, buffer) => {
      if (!isFirst) return fill(buffer?.length === size ? buffer : Buffer.allocUnsafeSlow(size));
      isFirst = false;
      return first;
    });
  } finally {
    if (!isAtEnd) await source.return?.();
  }
}

/** Returns the next part of at most `size` bytes, in `buffer` when it has that size; no bytes at the end. */
type NextPart = (size: number, buffer: Uint8Array | undefined) => Promise<Uint8Array>;

async function putParts(connection: S3Connection, key: string, next: NextPart): Promise<StoredObject> {
  const { bucket, service, abort, attempt, signal } = connection;
  const object = { Bucket: bucket, Key: key };
  return attempt({ verb: "write", key }, async (client, sdk) => {
    const create = new sdk.CreateMultipartUploadCommand({ ...object, Metadata: partsMetadata });
    const { UploadId } = await client.send(create, abort);
    const upload = { ...object, UploadId };
    const stop = new AbortController();
    const follow = (): void => stop.abort();
    signal?.addEventListener("abort", follow);
    try {
      signal?.throwIfAborted();
      const { parts, size } = await sendParts(client, sdk, upload, { next, stop, service });
      const headers = await complete(client, sdk, upload, { parts, size, abort });
      return toStoredObject(bucket, key, size, { ...headers, Metadata: partsMetadata });
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

/**
 * Sends four parts at a time. From the thousandth part on the size doubles every thousand parts, so that 10,000 hold
 * any object.
 */
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
    const taken = turn.then(async () => {
      stop.signal.throwIfAborted();
      const bytes = await next(uploadPartBytes * 2 ** Math.floor(parts.length / 1_000), buffer);
      if (bytes.length > 0) parts.push({ PartNumber: parts.length + 1 });
      size += bytes.length;
      return { number: parts.length, bytes };
    });
    turn = taken.catch(() => undefined);
    return taken;
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
      parts[number - 1] = { PartNumber: number, ETag };
      buffer = bytes;
    }
  };
  const stopOthers = (cause: unknown): never => {
    stop.abort();
    throw cause;
  };
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, () => worker().catch(stopOthers)));
  const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((cause) => (cause as Error).name !== "AbortError") ?? failures[0];
  return { parts, size };
}

/**
 * Completes the upload. When the response to the first try is lost, the second finds no such upload, but the object.
 */
async function complete(
  client: S3Client,
  { CompleteMultipartUploadCommand, HeadObjectCommand }: S3Sdk,
  upload: Upload,
  { parts, size, abort }: { readonly parts: CompletedPart[]; readonly size: number; readonly abort: object },
): Promise<{ readonly ETag?: string | undefined; readonly ServerSideEncryption?: string | undefined }> {
  const { Bucket, Key } = upload;
  try {
    const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } });
    const completed = await client.send(command, abort);
    if (unquoteTag(completed.ETag) !== "") return completed;
    // Ceph RGW sends no ETag when joining the parts took some time.
    return await client.send(new HeadObjectCommand({ Bucket, Key }), abort);
  } catch (cause) {
    if ((cause as Error).name !== "NoSuchUpload") throw cause;
    const found = await client.send(new HeadObjectCommand({ Bucket, Key }), abort).catch(() => undefined);
    if (found?.ContentLength !== size || !unquoteTag(found.ETag).endsWith(`-${parts.length}`)) throw cause;
    return found;
  }
}
