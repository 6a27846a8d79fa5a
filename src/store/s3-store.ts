import { randomUUID } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { didYouMean } from "../core/did-you-mean.js";
import { type CuadernoError, EnvironmentError, NotFoundError } from "../core/errors.js";
import { checkKey, checkPrefix, temporaryMark } from "./check-key.js";
import { loadS3Sdk, type S3Sdk, s3Client } from "./s3-client.js";
import { type S3Attempt, s3Error } from "./s3-error.js";
import { readObject } from "./s3-read.js";
import type { S3Settings } from "./s3-settings.js";
import type { Store, StoredObject } from "./store.js";

/** A bucket of an S3 service. */
export interface S3StoreOptions extends S3Settings {
  readonly bucket: string;
}

const partBytes = 16 * 1024 * 1024;

/**
 * A store in a bucket of S3 or a service that speaks its protocol. Large objects are written in parts and read in ranges, four at a
 * time; `create` asks the service to write only where nothing is, and refuses a service that does not keep that promise. The
 * version of an object is its ETag.
 */
export function s3Store(options: S3StoreOptions): Store {
  const { bucket: Bucket, signal, endpoint, region } = options;
  const name = `s3://${Bucket}`;
  const service = endpoint ?? `AWS (${region ?? "region from its configuration"})`;
  const abort = signal === undefined ? {} : { abortSignal: signal };
  let conditionalWrites: Promise<void> | undefined;
  let bucketSeen = false;

  const attempt = async <Result>(
    about: Omit<S3Attempt, "bucket" | "service">,
    work: (client: S3Client, sdk: S3Sdk) => Promise<Result>,
  ): Promise<Result> => {
    const sdk = await loadS3Sdk();
    try {
      const result = await work(await s3Client(options), sdk);
      bucketSeen = true;
      return result;
    } catch (cause) {
      throw sentence(cause, about);
    }
  };
  const sentence = (cause: unknown, about: Omit<S3Attempt, "bucket" | "service">): CuadernoError =>
    s3Error(cause, { ...about, bucket: Bucket, service });

  const stat = async (key: string): Promise<StoredObject | undefined> =>
    attempt({ verb: "read", key }, async (client, { HeadBucketCommand, HeadObjectCommand }) => {
      try {
        const found = await client.send(new HeadObjectCommand({ Bucket, Key: key }), abort);
        return { key, size: found.ContentLength ?? 0, version: plainTag(found.ETag) };
      } catch (cause) {
        if (statusOf(cause) !== 404) throw cause;
        // A HEAD answer has no body, so it cannot say whether it is the bucket that is missing.
        if (!bucketSeen) await client.send(new HeadBucketCommand({ Bucket }), abort).catch(asMissingBucket);
        return undefined;
      }
    });

  const put = async (key: string, bytes: Uint8Array, extra: object = {}): Promise<StoredObject> =>
    attempt({ verb: "write", key }, async (client, { PutObjectCommand }) => {
      const command = new PutObjectCommand({ Bucket, Key: key, Body: bytes, ContentLength: bytes.length, ...extra });
      const { ETag } = await client.send(command, abort);
      return { key, size: bytes.length, version: plainTag(ETag) };
    });

  const putInParts = async (key: string, bytes: Uint8Array): Promise<StoredObject> =>
    attempt({ verb: "write", key }, async (client) => {
      const { Upload } = await import("@aws-sdk/lib-storage");
      const partSize = Math.max(partBytes, Math.ceil(bytes.length / 10_000));
      const params = { Bucket, Key: key, Body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
      const upload = new Upload({ client, params, partSize, queueSize: 4 });
      const stop = (): void => void upload.abort();
      signal?.addEventListener("abort", stop);
      try {
        signal?.throwIfAborted();
        const { ETag } = await upload.done();
        return { key, size: bytes.length, version: plainTag(ETag) };
      } finally {
        signal?.removeEventListener("abort", stop);
      }
    });

  /** One writer must win. A lost answer followed by a retry looks like a loss; the writer's mark tells it from a real one. */
  const putIfAbsent = async (key: string, bytes: Uint8Array): Promise<boolean> => {
    const writer = randomUUID();
    for (let tries = 1; ; tries++) {
      try {
        await put(key, bytes, { IfNoneMatch: "*", Metadata: { "cuaderno-writer": writer } });
        return true;
      } catch (thrown) {
        const status = statusOf((thrown as Error).cause);
        if (status === 412) return (await writerOf(key)) === writer;
        if (status !== 409 || tries === 8) throw thrown;
        await new Promise((resolve) => setTimeout(resolve, 25 * tries));
      }
    }
  };
  const writerOf = (key: string): Promise<string | undefined> =>
    attempt({ verb: "read", key }, async (client, { HeadObjectCommand }) => {
      const { Metadata } = await client.send(new HeadObjectCommand({ Bucket, Key: key }), abort);
      return Metadata?.["cuaderno-writer"];
    });

  const remove = (key: string): Promise<void> =>
    attempt({ verb: "remove", key }, async (client, { DeleteObjectCommand }) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key: key }), abort);
    });

  /** Some services take the condition and write all the same. */
  const probe = async (): Promise<void> => {
    const key = `${temporaryMark}${randomUUID()}`;
    try {
      await putIfAbsent(key, new Uint8Array(1));
      if (await putIfAbsent(key, new Uint8Array(1))) {
        throw new EnvironmentError(
          `store: ${service} overwrites objects although asked not to (If-None-Match), so nothing can be created safely; use a service with conditional writes`,
        );
      }
    } finally {
      await remove(key).catch(() => undefined);
    }
  };

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
        if (isFolderMark || key.includes(temporaryMark)) continue;
        yield { key, size: Size, version: plainTag(ETag) };
      }
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  return {
    name,
    read: async (key) => {
      checkKey(key, name);
      try {
        return await attempt({ verb: "read", key }, (client, sdk) =>
          readObject(client, sdk, { Bucket, Key: key }, signal),
        );
      } catch (thrown) {
        if ((thrown as Error).cause === undefined || !isMissingObject(thrown)) throw thrown;
        throw await withNeighbours(thrown as NotFoundError, key, list);
      }
    },
    write: async (key, bytes) => {
      checkKey(key, name);
      return bytes.length > partBytes ? putInParts(key, bytes) : put(key, bytes);
    },
    create: async (key, bytes) => {
      checkKey(key, name);
      if (endpoint !== undefined) {
        conditionalWrites ??= probe();
        try {
          await conditionalWrites;
        } catch (thrown) {
          conditionalWrites = undefined;
          throw thrown;
        }
      }
      return putIfAbsent(key, bytes);
    },
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

function statusOf(cause: unknown): number | undefined {
  return (cause as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata
    ?.httpStatusCode;
}

/** An ETag without its quotes, as conditional requests want it. */
function plainTag(tag: string | undefined): string {
  return (tag ?? "").replaceAll('"', "");
}
