import { contentHash } from "../../core/content-hash.js";
import { awsScope, awsSignature, awsStamp } from "./aws-signature.js";
import { s3Client } from "./s3-client.js";
import type { S3Settings } from "./s3-settings.js";

const body = "Action=GetCallerIdentity&Version=2011-06-15";

/** Whom the keys belong to: the ARN that AWS STS names, asked at `endpoint` (default AWS itself); undefined when it does not say. */
export async function callerIdentity(
  settings: S3Settings,
  { now, endpoint }: { readonly now: Date; readonly endpoint?: string | undefined },
): Promise<string | undefined> {
  const client = await s3Client(settings);
  const keys = await client.config.credentials();
  const region = await client.config.region();
  const { protocol, host } = new URL(endpoint ?? `https://sts.${region}.amazonaws.com`);
  const stamp = awsStamp(now);
  const scope = awsScope(stamp, region, "sts");
  const sent = {
    "content-type": "application/x-www-form-urlencoded",
    "x-amz-date": stamp,
    ...(keys.sessionToken !== undefined && { "x-amz-security-token": keys.sessionToken }),
  };
  const headers = { ...sent, host };
  const signature = awsSignature({
    ...{ method: "POST", path: "/", query: "", headers, bodyHash: contentHash(body), scope, stamp, keys },
  });
  const names = Object.keys(headers).sort().join(";");
  const authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  const answer = await fetch(`${protocol}//${host}/`, {
    method: "POST",
    body,
    headers: { ...sent, authorization },
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
  return /<Arn>([^<]+)<\/Arn>/.exec((await answer?.text()) ?? "")?.[1];
}
