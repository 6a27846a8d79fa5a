import type { CompletedPart, S3Client } from "@aws-sdk/client-s3";
import { uploadPartBytes } from "../md5-check.js";
import type { StoredObject } from "../store.js";
import { addBodyHash } from "./add-body-hash.js";
import type { S3Sdk } from "./s3-client.js";
import { type S3Connection, unquoteTag } from "./s3-connection.js";
import { partsMetadata, toStoredObject } from "./s3-object.js";
import { sendBodyAtOnce } from "./send-body-at-once.js";

const concurrency = 4;

/** Returns the next part of at most `size` bytes, in `buffer` when it has that size; no bytes at the end. */
export type NextPart = (size: number, buffer: Uint8Array | undefined) => Promise<Uint8Array>;

/** Uploads an object in parts; it appears when all have arrived, and a failure leaves none of them. */
export async function putParts(connection: S3Connection, key: string, next: NextPart): Promise<StoredObject> {
  const { bucket, abort, attempt, signal, toError } = connection;
  const about = { verb: "write", key } as const;
  const object = { Bucket: bucket, Key: key };
  const { UploadId } = await attempt(about, (client, { CreateMultipartUploadCommand }) =>
    client.send(new CreateMultipartUploadCommand({ ...object, Metadata: partsMetadata }), abort),
  );
  const upload = { ...object, UploadId };
  const stop = new AbortController();
  const follow = (): void => stop.abort();
  signal?.addEventListener("abort", follow);
  try {
    signal?.throwIfAborted();
    const { parts, size } = await sendParts(connection, upload, next, stop);
    const headers = await attempt(about, (client, sdk) => complete(client, sdk, upload, { parts, size, abort }));
    return toStoredObject(bucket, key, size, { ...headers, Metadata: partsMetadata });
  } catch (cause) {
    await attempt(about, (client, { AbortMultipartUploadCommand }) =>
      client.send(new AbortMultipartUploadCommand(upload)),
    ).catch(() => undefined);
    throw toError(cause, about);
  } finally {
    signal?.removeEventListener("abort", follow);
  }
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
  connection: S3Connection,
  upload: Upload,
  next: NextPart,
  stop: AbortController,
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
    for (let part = await take(undefined); part.bytes.length > 0; part = await take(part.bytes)) {
      const ETag = await sendPart(connection, upload, part, stop.signal);
      parts[part.number - 1] = { PartNumber: part.number, ETag };
    }
  };
  let failure: { readonly thrown: unknown } | undefined;
  const stopOthers = (thrown: unknown): void => {
    failure ??= { thrown };
    stop.abort();
  };
  await Promise.all(Array.from({ length: concurrency }, () => worker().catch(stopOthers)));
  if (failure !== undefined) throw (failure as { readonly thrown: unknown }).thrown;
  return { parts, size };
}

async function sendPart(
  { attempt, service }: S3Connection,
  upload: Upload,
  { number, bytes }: { readonly number: number; readonly bytes: Uint8Array },
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  const Body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return attempt({ verb: "write", key: upload.Key }, async (client, { UploadPartCommand }) => {
    const command = new UploadPartCommand({ ...upload, PartNumber: number, Body, ContentLength: bytes.length });
    await addBodyHash(command.middlewareStack, bytes, service);
    sendBodyAtOnce(command.middlewareStack);
    return (await client.send(command, { abortSignal })).ETag;
  });
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
