import { didYouMean } from "../../core/did-you-mean.js";
import { NotFoundError } from "../../core/errors.js";
import { temporaryPrefix } from "../../files/temporary-prefix.js";
import { checkKey, checkPrefix } from "../check-key.js";
import type { Store, StoredObject } from "../store.js";
import { s3Chunks } from "./s3-chunks.js";
import { putIfAbsent, putIfVersion } from "./s3-conditional.js";
import { plainTag, s3Connection, statusOf } from "./s3-connection.js";
import { readObject } from "./s3-read.js";
import type { S3Settings } from "./s3-settings.js";
import { putBytes, putChunks } from "./s3-write.js";

/** A bucket of an S3 service. */
export interface S3StoreOptions extends S3Settings {
  readonly bucket: string;
}

/**
 * A store in a bucket of S3 or a service that speaks its protocol. Large objects are written in parts and read in ranges, four at a
 * time; `create` asks the service to write only where nothing is, and refuses a service that does not keep that promise. The
 * version of an object is its ETag.
 */
export function s3Store(options: S3StoreOptions): Store {
  const { bucket: Bucket } = options;
  const name = `s3://${Bucket}`;
  const connection = s3Connection(Bucket, options);
  const { attempt, abort } = connection;
  let bucketSeen = false;

  const stat = async (key: string): Promise<StoredObject | undefined> =>
    attempt({ verb: "read", key }, async (client, { HeadBucketCommand, HeadObjectCommand }) => {
      try {
        const found = await client.send(new HeadObjectCommand({ Bucket, Key: key }), abort);
        bucketSeen = true;
        return { key, size: found.ContentLength ?? 0, version: plainTag(found.ETag) };
      } catch (cause) {
        if (statusOf(cause) !== 404) throw cause;
        // A HEAD answer has no body, so it cannot say whether it is the bucket that is missing.
        if (!bucketSeen) await client.send(new HeadBucketCommand({ Bucket }), abort).catch(asMissingBucket);
        return undefined;
      }
    });

  const remove = (key: string): Promise<void> =>
    attempt({ verb: "remove", key }, async (client, { DeleteObjectCommand }) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key: key }), abort);
    });

  async function* list(prefix: string): AsyncGenerator<StoredObject> {
    checkPrefix(prefix, name);
    let ContinuationToken: string | undefined;
    do {
      const page = await attempt({ verb: "list", key: prefix }, (client, { ListObjectsV2Command }) =>
        client.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix: prefix,
            EncodingType: "url",
            ...(ContinuationToken !== undefined && { ContinuationToken }),
          }),
          abort,
        ),
      );
      for (const { Key = "", Size = 0, ETag } of page.Contents ?? []) {
        const key = page.EncodingType === "url" ? decodeURIComponent(Key.replaceAll("+", " ")) : Key;
        const isFolderMark = key.endsWith("/") && Size === 0;
        if (isFolderMark || key.includes(temporaryPrefix)) continue;
        yield { key, size: Size, version: plainTag(ETag) };
      }
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  const refuse = async (thrown: unknown, key: string): Promise<never> => {
    if ((thrown as Error).cause === undefined || !isMissingObject(thrown)) throw thrown;
    throw await withNeighbours(thrown as NotFoundError, key, list);
  };

  return {
    name,
    read: async (key) => {
      checkKey(key, name);
      return attempt({ verb: "read", key }, (client, sdk) =>
        readObject(client, sdk, { Bucket, Key: key }, connection),
      ).catch((thrown: unknown) => refuse(thrown, key));
    },
    readChunks: async function* (key, range) {
      try {
        yield* s3Chunks(connection, key, range);
      } catch (thrown) {
        await refuse(thrown, key);
      }
    },
    write: async (key, bytes) => putBytes(connection, checkKey(key, name), bytes),
    writeChunks: async (key, chunks) => putChunks(connection, checkKey(key, name), chunks),
    create: async (key, bytes) => (await putIfAbsent(connection, checkKey(key, name), bytes)) !== undefined,
    swap: async (key, bytes, version) => putIfVersion(connection, checkKey(key, name), bytes, version),
    stat: async (key) => stat(checkKey(key, name)),
    list,
    remove: async (key) => remove(checkKey(key, name)),
  };
}

function asMissingBucket(cause: unknown): never {
  if (statusOf(cause) !== 404) throw cause;
  throw Object.assign(new Error("no such bucket", { cause }), { name: "NoSuchBucket" });
}

function isMissingObject(thrown: unknown): boolean {
  const { name } = ((thrown as Error).cause ?? {}) as { readonly name?: string };
  return thrown instanceof NotFoundError && name === "NoSuchKey";
}

/** The refusal with the nearest name beside the missing object, as far as it can be listed. */
async function withNeighbours(
  refusal: NotFoundError,
  key: string,
  list: (prefix: string) => AsyncIterable<StoredObject>,
): Promise<NotFoundError> {
  const names: string[] = [];
  try {
    for await (const found of list(key.slice(0, key.lastIndexOf("/") + 1))) {
      names.push(found.key);
      if (names.length === 1_000) break;
    }
  } catch {
    return refusal;
  }
  const hint = didYouMean(key, names);
  const others = names.length === 0 ? "; there is nothing beside it" : `; beside it is ${names.slice(0, 6).join(", ")}`;
  return new NotFoundError(`${refusal.message}${hint === "" ? others : hint}`, { cause: refusal.cause });
}
