import { randomUUID } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { NotFoundError } from "../../core/errors.js";
import { temporaryPrefix } from "../../files/temporary-prefix.js";
import type { StoredObject } from "../store.js";
import { getStatus, ignoredConditionError, type S3Connection } from "./s3-connection.js";
import { toStoredObject } from "./s3-object.js";
import { putObject } from "./s3-write.js";

/** Writes bytes only when the key does not exist; undefined when it does. */
export async function putIfAbsent(
  connection: S3Connection,
  key: string,
  bytes: Uint8Array,
): Promise<StoredObject | undefined> {
  await checkCondition(connection, "If-None-Match");
  return putOnCondition(connection, key, bytes, { IfNoneMatch: "*" });
}

/** Replaces bytes only while they have the given version; undefined when they have changed or been removed. */
export async function putIfVersion(
  connection: S3Connection,
  key: string,
  bytes: Uint8Array,
  version: string,
): Promise<StoredObject | undefined> {
  await checkCondition(connection, "If-Match");
  return putOnCondition(connection, key, bytes, { IfMatch: version });
}

/**
 * One writer must win. A lost response followed by a retry looks like a loss; the writer's id in the metadata shows
 * which it is.
 */
async function putOnCondition(
  connection: S3Connection,
  key: string,
  bytes: Uint8Array,
  condition: { readonly IfNoneMatch: string } | { readonly IfMatch: string },
): Promise<StoredObject | undefined> {
  const writer = randomUUID();
  for (let tries = 1; ; tries++) {
    try {
      return await putObject(connection, key, bytes, { ...condition, Metadata: { "cuaderno-writer": writer } });
    } catch (thrown) {
      const cause = (thrown as Error).cause;
      const status = getStatus(cause);
      if (status === 404 && (cause as Error).name !== "NoSuchBucket" && "IfMatch" in condition) return undefined;
      if (status === 412) return await findOwnObject(connection, key, writer);
      if (status !== 409 || tries === 8) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 25 * tries));
    }
  }
}

async function findOwnObject(
  { bucket, abort, attempt }: S3Connection,
  key: string,
  writer: string,
): Promise<StoredObject | undefined> {
  try {
    return await attempt({ verb: "read", key }, async (client, { HeadObjectCommand }) => {
      const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), abort);
      if (found.Metadata?.["cuaderno-writer"] !== writer) return undefined;
      return toStoredObject(bucket, key, found.ContentLength ?? 0, found);
    });
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return undefined;
    throw thrown;
  }
}

type Condition = "If-None-Match" | "If-Match";

const probes = new WeakMap<S3Client, Map<Condition, Promise<void>>>();

/** Some services accept a condition and write regardless: tested once per service and process, except AWS. */
async function checkCondition(connection: S3Connection, condition: Condition): Promise<void> {
  if (!connection.isCustom) return;
  const client = await connection.attempt({ verb: "write" }, async (found) => found);
  const known = probes.get(client) ?? new Map<Condition, Promise<void>>();
  probes.set(client, known);
  const running = known.get(condition) ?? probe(connection, condition);
  known.set(condition, running);
  try {
    await running;
  } catch (thrown) {
    known.delete(condition);
    throw thrown;
  }
}

async function probe(connection: S3Connection, condition: Condition): Promise<void> {
  const { bucket, attempt } = connection;
  const key = `${temporaryPrefix}${randomUUID()}`;
  const byte = new Uint8Array(1);
  const second = condition === "If-Match" ? { IfMatch: "00000000000000000000000000000000" } : { IfNoneMatch: "*" };
  try {
    if (condition === "If-Match") await putObject(connection, key, byte);
    else await putOnCondition(connection, key, byte, { IfNoneMatch: "*" });
    if ((await putOnCondition(connection, key, byte, second)) !== undefined)
      throw ignoredConditionError(connection, condition);
  } finally {
    await attempt({ verb: "remove", key }, async (client, { DeleteObjectCommand }) =>
      client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })),
    ).catch(() => undefined);
  }
}
