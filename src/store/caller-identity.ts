import { contentHash } from "../core/content-hash.js";
import { s3Client } from "./s3-client.js";
import type { S3Settings } from "./s3-settings.js";
import { signedUrl } from "./signed-url.js";

/** Whom the keys belong to: the ARN that AWS STS names, asked at `endpoint` (default AWS itself); undefined when it does not say. */
export async function callerIdentity(
  settings: S3Settings,
  { now, endpoint }: { readonly now: Date; readonly endpoint?: string | undefined },
): Promise<string | undefined> {
  const client = await s3Client(settings);
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  const region = await client.config.region();
  const { protocol, host } = new URL(endpoint ?? `https://sts.${region}.amazonaws.com`);
  const url = signedUrl({
    ...{ method: "GET", protocol, host, path: "/", region, service: "sts", now, expiresSeconds: 60 },
    query: [
      ["Action", "GetCallerIdentity"],
      ["Version", "2011-06-15"],
    ],
    bodyHash: contentHash(""),
    keys: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  });
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  return /<Arn>([^<]+)<\/Arn>/.exec((await answer?.text()) ?? "")?.[1];
}
