import { ArgumentError } from "../../core/errors.js";
import { checkKey } from "../check-key.js";
import { s3Client } from "./s3-client.js";
import { s3Connection } from "./s3-connection.js";
import type { S3Settings } from "./s3-settings.js";
import { percentEncoded, signedUrl } from "./signed-url.js";

/** What a link allows. */
export interface PresignOptions {
  /** Default "GET". */
  readonly method?: "GET" | "PUT";
  /** How long it works; default an hour, at most a week. */
  readonly expiresSeconds?: number;
  /** When it was made; default now. */
  readonly now: Date;
}

const week = 7 * 24 * 3600;

/**
 * A link by which whoever has it reads (or with "PUT" writes) one object without credentials until it expires: AWS signature version 4
 * in the query. Temporary credentials end it when they end.
 */
export async function presignUrl(
  object: { readonly bucket: string; readonly key: string },
  settings: S3Settings,
  { method = "GET", expiresSeconds = 3600, now }: PresignOptions,
): Promise<string> {
  const { bucket } = object;
  const key = checkKey(object.key, `s3://${bucket}`);
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > week) {
    throw new ArgumentError(`presignUrl: a link lives for 1 second to 7 days, got ${expiresSeconds} s`);
  }
  const connection = s3Connection(bucket, settings);
  return connection.attempt({ verb: "read", key }, async () => {
    const client = await s3Client(settings);
    const keys = await client.config.credentials();
    const region = await client.config.region();
    const { host, protocol, path } = placeOf(settings, bucket, region, key);
    const { accessKeyId, secretAccessKey, sessionToken } = keys;
    return signedUrl({
      ...{ method, protocol, host, path, region, now, expiresSeconds },
      keys: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    });
  });
}

function placeOf(
  { endpoint, pathStyle = endpoint !== undefined }: S3Settings,
  bucket: string,
  region: string,
  key: string,
): { readonly host: string; readonly protocol: string; readonly path: string } {
  const { host, protocol, pathname } = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  const before = pathname.replace(/\/$/, "");
  const path = key.split("/").map(percentEncoded).join("/");
  // A dot in the bucket's name is more than the certificate of the service's host names covers.
  if (pathStyle || bucket.includes(".")) return { host, protocol, path: `${before}/${bucket}/${path}` };
  return { host: `${bucket}.${host}`, protocol, path: `${before}/${path}` };
}
