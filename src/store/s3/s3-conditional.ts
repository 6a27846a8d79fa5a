import { randomUUID } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { NotFoundError } from "../../core/errors.js";
import { temporaryPrefix } from "../../files/temporary-prefix.js";
import type { StoredObject } from "../store.js";
import { ignoresCondition, plainTag, type S3Connection, statusOf } from "./s3-connection.js";
import { putObject } from "./s3-write.js";

/** Puts bytes only where nothing is; undefined when something was. */
export async function putIfAbsent(
  connection: S3Connection,
  key: string,
  bytes: Uint8Array,
): Promise<StoredObject | undefined> {
  await keepsPromise(connection, "If-None-Match");
  return putOnCondition(connection, key, bytes, { IfNoneMatch: "*" });
}

/** Puts bytes only in place of the version that is named; undefined when it is gone or another. */
export async function putIfVersion(
  connection: S3Connection,
  key: string,
  bytes: Uint8Array,
  version: string,
): Promise<StoredObject | undefined> {
  await keepsPromise(connection, "If-Match");
  return putOnCondition(connection, key, bytes, { IfMatch: version });
}

/** One writer must win. A lost answer followed by a retry looks like a loss; the writer's mark tells it from a real one. */
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
      const status = statusOf(cause);
      if (status === 404 && (cause as Error).name !== "NoSuchBucket" && "IfMatch" in condition) return undefined;
      if (status === 412) return await writtenBy(connection, key, writer);
      if (status !== 409 || tries === 8) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 25 * tries));
    }
  }
}

async function writtenBy(
  { bucket, abort, attempt }: S3Connection,
  key: string,
  writer: string,
): Promise<StoredObject | undefined> {
  try {
    return await attempt({ verb: "read", key }, async (client, { HeadObjectCommand }) => {
      const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), abort);
      if (found.Metadata?.["cuaderno-writer"] !== writer) return undefined;
      return { key, size: found.ContentLength ?? 0, version: plainTag(found.ETag) };
    });
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return undefined;
    throw thrown;
  }
}

type Condition = "If-None-Match" | "If-Match";

const probes = new WeakMap<S3Client, Map<Condition, Promise<void>>>();

/** Some services take the condition and write all the same: tried once per service and process, AWS excepted. */
async function keepsPromise(connection: S3Connection, condition: Condition): Promise<void> {
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
      throw ignoresCondition(connection, condition);
  } finally {
    await attempt({ verb: "remove", key }, async (client, { DeleteObjectCommand }) =>
      client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })),
    ).catch(() => undefined);
  }
}
