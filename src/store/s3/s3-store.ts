import { didYouMean } from "../../core/did-you-mean.js";
import { NotFoundError } from "../../core/errors.js";
import { temporaryPrefix } from "../../files/temporary-prefix.js";
import { checkKey, checkPrefix } from "../check-key.js";
import type { ListedObject, Store, StoredObject } from "../store.js";
import type { S3Settings } from "./get-s3-settings.js";
import { s3Chunks } from "./s3-chunks.js";
import { putIfAbsent, putIfVersion } from "./s3-conditional.js";
import { getStatus, type S3Connection, s3Connection, unquoteTag } from "./s3-connection.js";
import { toStoredObject } from "./s3-object.js";
import { invalidResponse } from "./s3-range.js";
import { readObject } from "./s3-read.js";
import { putBytes, putChunks, putFrom } from "./s3-write.js";

/** A bucket of an S3 service. */
export interface S3StoreOptions extends S3Settings {
  readonly bucket: string;
  /** Function that errors name. @default "s3Store" */
  readonly caller?: string | undefined;
}

/**
 * A store in a bucket of S3 or a compatible service. Large objects are written in parts and read in ranges, four at a
 * time; `create` and `swap` are conditional writes, and fail on a service that ignores the condition. The version of an
 * object is its ETag.
 *
 * @example const store = s3Store({ bucket: "lake", region: "eu-central-1" });
 */
export function s3Store(options: S3StoreOptions): Store {
  const { bucket, caller = "s3Store" } = options;
  const name = `s3://${bucket}`;
  const connection = s3Connection(bucket, options, caller);
  const stat = statWith(connection);
  const list = (prefix: string): AsyncGenerator<ListedObject> => listObjects(connection, prefix);
  const checked = (key: string): string => checkKey(key, name, caller);
  return {
    name,
    read: async (key) => {
      checked(key);
      return readObject(connection, key).catch((thrown: unknown) => rejectWithNames(thrown, key, list));
    },
    readChunks: async function* (key, range) {
      try {
        yield* s3Chunks(connection, key, range);
      } catch (thrown) {
        await rejectWithNames(thrown, key, list);
      }
    },
    write: async (key, bytes) => putBytes(connection, checked(key), bytes),
    writeChunks: async (key, chunks) => putChunks(connection, checked(key), chunks),
    writeFrom: async (key, read) => putFrom(connection, checked(key), read),
    create: async (key, bytes) => (await putIfAbsent(connection, checked(key), bytes)) !== undefined,
    swap: async (key, bytes, version) => putIfVersion(connection, checked(key), bytes, version),
    stat: async (key) => stat(checked(key)),
    list,
    remove: async (key) =>
      connection.attempt({ verb: "remove", key: checked(key) }, async (client, { DeleteObjectCommand }) => {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), connection.abort);
      }),
  };
}

function statWith({ bucket, abort, attempt }: S3Connection): (key: string) => Promise<StoredObject | undefined> {
  let bucketExists = false;
  return (key) =>
    attempt({ verb: "read", key }, async (client, { HeadBucketCommand, HeadObjectCommand }) => {
      try {
        const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), abort);
        if (found.ETag === undefined) throw invalidResponse("it has no ETag");
        bucketExists = true;
        return toStoredObject(bucket, key, found.ContentLength ?? 0, found);
      } catch (cause) {
        if (getStatus(cause) !== 404) throw cause;
        // A response to HEAD has no body, so it does not say whether the bucket is missing.
        if (!bucketExists) {
          await client.send(new HeadBucketCommand({ Bucket: bucket }), abort).catch(throwMissingBucket);
        }
        return undefined;
      }
    });
}

async function* listObjects(
  { bucket, abort, attempt, caller }: S3Connection,
  prefix: string,
): AsyncGenerator<ListedObject> {
  checkPrefix(prefix, `s3://${bucket}`, caller);
  let ContinuationToken: string | undefined;
  do {
    const page = await attempt({ verb: "list", key: prefix }, async (client, { ListObjectsV2Command }) => {
      const response = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          EncodingType: "url",
          ContinuationToken,
        }),
        abort,
      );
      if (response.Name === undefined && response.KeyCount === undefined) throw invalidResponse("it is not a listing");
      return response;
    });
    for (const { Key = "", Size = 0, ETag } of page.Contents ?? []) {
      const key = page.EncodingType === "url" ? decodeURIComponent(Key.replaceAll("+", " ")) : Key;
      const isFolderObject = key.endsWith("/") && Size === 0;
      if (isFolderObject || key.includes(temporaryPrefix)) continue;
      yield { key, size: Size, version: unquoteTag(ETag) };
    }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
}

function throwMissingBucket(cause: unknown): never {
  if (getStatus(cause) !== 404) throw cause;
  throw Object.assign(new Error("no such bucket", { cause }), { name: "NoSuchBucket" });
}

/** Throws the error again; that of a missing object with the nearest name in its folder, or the first names there. */
async function rejectWithNames(
  thrown: unknown,
  key: string,
  list: (prefix: string) => AsyncIterable<ListedObject>,
): Promise<never> {
  const { name } = ((thrown as Error).cause ?? {}) as { readonly name?: string | undefined };
  if (!(thrown instanceof NotFoundError) || name !== "NoSuchKey") throw thrown;
  const names: string[] = [];
  try {
    for await (const found of list(key.slice(0, key.lastIndexOf("/") + 1))) {
      names.push(found.key);
      if (names.length === 1_000) break;
    }
  } catch {
    throw thrown;
  }
  const hint = didYouMean(key, names);
  const others = names.length === 0 ? "; its folder is empty" : `; its folder has ${names.slice(0, 6).join(", ")}`;
  throw new NotFoundError(`${thrown.message}${hint || others}`, { cause: thrown.cause });
}
