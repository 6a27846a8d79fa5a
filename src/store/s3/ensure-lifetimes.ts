import type { LifecycleRule } from "@aws-sdk/client-s3";
import { CuadernoError } from "../../core/errors.js";
import { type S3Connection, s3Connection, statusOf } from "./s3-connection.js";
import type { S3Settings } from "./s3-settings.js";

/** How long objects below a prefix are kept. */
export interface Lifetime {
  readonly prefix: string;
  readonly days: number;
}

/** What became of the lifecycle rules: changed, as they were, or why the service takes none. */
export type LifetimesOutcome =
  | { readonly kind: "set" | "unchanged" }
  | { readonly kind: "refused"; readonly refusal: CuadernoError };

const unfinishedDays = 7;

/**
 * Sets rules by which the service itself removes objects below each prefix after some days, and parts of unfinished uploads after
 * seven. Rules of others stay; a rule of ours for the same prefix is replaced. Calling it again changes nothing.
 */
export async function ensureLifetimes(
  bucket: string,
  lifetimes: readonly Lifetime[],
  settings: S3Settings,
): Promise<LifetimesOutcome> {
  const connection = s3Connection(bucket, settings);
  try {
    const before = await currentRules(connection);
    const wanted = [unfinishedRule(), ...lifetimes.map(ruleOf)];
    const isKept = (rule: LifecycleRule): boolean => !wanted.some(({ ID }) => ID === rule.ID);
    const known = new Map(before.map((rule) => [rule.ID, canonical(rule)]));
    if (wanted.every((rule) => known.get(rule.ID) === canonical(rule))) return { kind: "unchanged" };
    await connection.attempt({ verb: "write" }, (client, { PutBucketLifecycleConfigurationCommand }) =>
      client.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket: bucket,
          LifecycleConfiguration: { Rules: [...before.filter(isKept), ...wanted] },
        }),
        connection.abort,
      ),
    );
    return { kind: "set" };
  } catch (thrown) {
    if (!(thrown instanceof CuadernoError) || thrown.kind === "interrupted") throw thrown;
    return { kind: "refused", refusal: thrown };
  }
}

async function currentRules({ bucket, abort, attempt }: S3Connection): Promise<readonly LifecycleRule[]> {
  return attempt({ verb: "read" }, async (client, { GetBucketLifecycleConfigurationCommand }) => {
    try {
      const found = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }), abort);
      return found.Rules ?? [];
    } catch (cause) {
      if (statusOf(cause) === 404 && (cause as Error).name !== "NoSuchBucket") return [];
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

function ruleOf({ prefix, days }: Lifetime): LifecycleRule {
  return { ID: `cuaderno-ttl-${prefix}`, Status: "Enabled", Filter: { Prefix: prefix }, Expiration: { Days: days } };
}

/** What a rule says, in a form that does not depend on how the service writes it back. */
function canonical({
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
