import type { LifecycleRule } from "@aws-sdk/client-s3";
import { CuadernoError } from "../../core/errors.js";
import type { S3Settings } from "./get-s3-settings.js";
import { getStatus, type S3Connection, s3Connection } from "./s3-connection.js";

/** After how many days objects below a prefix expire. */
export interface Lifetime {
  readonly prefix: string;
  readonly days: number;
}

/** Result of setting lifecycle rules: changed, unchanged, or why the service rejects them. */
export type LifetimesOutcome =
  | { readonly kind: "set" | "unchanged" }
  | { readonly kind: "rejected"; readonly error: CuadernoError };

const unfinishedDays = 7;

/**
 * Sets lifecycle rules by which the service removes objects below each prefix after some days, and the parts of
 * unfinished uploads after seven. Other rules are preserved; an earlier rule for the same prefix is replaced. Calling
 * it again changes nothing.
 */
export async function ensureLifetimes(
  bucket: string,
  lifetimes: readonly Lifetime[],
  settings: S3Settings,
  caller = "s3 ensure",
): Promise<LifetimesOutcome> {
  const connection = s3Connection(bucket, settings, caller);
  try {
    const before = await getRules(connection);
    const rules = [unfinishedRule(), ...lifetimes.map(toRule)];
    const others = before.filter((rule) => !rules.some(({ ID }) => ID === rule.ID));
    const known = new Map(before.map((rule) => [rule.ID, toComparable(rule)]));
    if (rules.every((rule) => known.get(rule.ID) === toComparable(rule))) return { kind: "unchanged" };
    await connection.attempt({ verb: "write" }, (client, { PutBucketLifecycleConfigurationCommand }) =>
      client.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket: bucket,
          LifecycleConfiguration: { Rules: [...others, ...rules] },
        }),
        connection.abort,
      ),
    );
    return { kind: "set" };
  } catch (thrown) {
    if (!(thrown instanceof CuadernoError) || thrown.kind === "interrupted") throw thrown;
    return { kind: "rejected", error: thrown };
  }
}

async function getRules({ bucket, abort, attempt }: S3Connection): Promise<readonly LifecycleRule[]> {
  return attempt({ verb: "read" }, async (client, { GetBucketLifecycleConfigurationCommand }) => {
    try {
      const found = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }), abort);
      return found.Rules ?? [];
    } catch (cause) {
      if (getStatus(cause) === 404 && (cause as Error).name !== "NoSuchBucket") return [];
      throw cause;
    }
  });
}

function unfinishedRule(): LifecycleRule {
  return {
    ID: "cuaderno-unfinished-uploads",
    Status: "Enabled",
    Filter: { Prefix: "" },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: unfinishedDays },
  };
}

function toRule({ prefix, days }: Lifetime): LifecycleRule {
  return { ID: `cuaderno-ttl-${prefix}`, Status: "Enabled", Filter: { Prefix: prefix }, Expiration: { Days: days } };
}

/** A rule without the parts that depend on how a service returns it. */
function toComparable({
  Status,
  Filter,
  Prefix,
  Expiration,
  AbortIncompleteMultipartUpload: unfinished,
}: LifecycleRule): string {
  return JSON.stringify([
    Status,
    Filter?.Prefix ?? Prefix ?? "",
    Expiration?.Days ?? null,
    unfinished?.DaysAfterInitiation ?? null,
  ]);
}
