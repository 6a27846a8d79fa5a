import { uploadPartBytes } from "../md5-check.js";
import type { ReadInto, StoredObject } from "../store.js";
import { addBodyHash } from "./add-body-hash.js";
import type { S3Connection } from "./s3-connection.js";
import { toStoredObject } from "./s3-object.js";
import { putParts } from "./s3-parts.js";

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

/** Uploads bytes that arrive in chunks; see `putFrom`. */
export async function putChunks(
  connection: S3Connection,
  key: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<StoredObject> {
  const source = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  let isAtEnd = false;
  try {
    return await putFrom(connection, key, async (buffer) => {
      while (rest.length === 0 && !isAtEnd) {
        const { done, value } = await source.next();
        isAtEnd = done === true;
        rest = value ?? rest;
      }
      const taken = rest.subarray(0, buffer.length);
      buffer.set(taken);
      rest = rest.subarray(taken.length);
      return taken.length;
    });
  } finally {
    if (!isAtEnd) await source.return?.();
  }
}

/**
 * Uploads the bytes that `read` returns. Four buffers of one part each are filled in turn and sent concurrently; what
 * is smaller than a part is uploaded in one request.
 */
export async function putFrom(connection: S3Connection, key: string, read: ReadInto): Promise<StoredObject> {
  let isAtEnd = false;
  const fill = async (buffer: Uint8Array): Promise<Uint8Array> => {
    let filled = 0;
    while (filled < buffer.length && !isAtEnd) {
      const count = await read(buffer.subarray(filled));
      isAtEnd = count === 0;
      filled += count;
    }
    return buffer.subarray(0, filled);
  };
  const first = await fill(Buffer.allocUnsafeSlow(uploadPartBytes));
  if (isAtEnd) return putObject(connection, key, first);
  let isFirst = true;
  return putParts(connection, key, async (size, buffer) => {
    if (!isFirst) return fill(buffer?.length === size ? buffer : Buffer.allocUnsafeSlow(size));
    isFirst = false;
    return first;
  });
}
