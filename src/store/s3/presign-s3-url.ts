import { ArgumentError } from "../../core/errors.js";
import { checkKey } from "../check-key.js";
import type { S3Settings } from "./get-s3-settings.js";
import { loadS3Sdk, s3Client } from "./s3-client.js";
import { s3Connection } from "./s3-connection.js";

/** What a presigned URL allows. */
export interface PresignOptions {
  /** @default "GET" */
  readonly method?: "GET" | "PUT" | undefined;
  /** Seconds until it expires, at most 604,800 (a week). @default 3600 */
  readonly expiresSeconds?: number | undefined;
  /** Time of signing. */
  readonly now: Date;
}

const week = 7 * 24 * 3600;

/**
 * A URL that reads (or with "PUT" writes) one object without credentials until it expires. With temporary credentials
 * it expires with them.
 *
 * @throws ArgumentError for an invalid key or lifetime.
 */
export async function presignUrl(
  { bucket, key: name }: { readonly bucket: string; readonly key: string },
  settings: S3Settings,
  { method = "GET", expiresSeconds = 3600, now }: PresignOptions,
): Promise<string> {
  const key = checkKey(name, `s3://${bucket}`, "presignUrl");
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > week) {
    throw new ArgumentError(
      `presignUrl: expiresSeconds: expected an integer in 1..${week} (7 days), got ${expiresSeconds}; pass expiresSeconds: 3600, or leave it out`,
    );
  }
  const connection = s3Connection(bucket, settings, "presignUrl");
  return connection.attempt({ verb: "read", key }, async () => {
    const { getSignedUrl } = await import("@aws-sdk/s3-request-presigner");
    const { GetObjectCommand, PutObjectCommand } = await loadS3Sdk();
    // A checksum in the URL would be that of an empty body.
    const client = await s3Client({
      ...settings,
      checksums: "when-required",
      pathStyle: usesPathStyle(settings, bucket),
    });
    const object = { Bucket: bucket, Key: key };
    const command = method === "PUT" ? new PutObjectCommand(object) : new GetObjectCommand(object);
    return getSignedUrl(client, command, { expiresIn: expiresSeconds, signingDate: now });
  });
}

/** A bucket name with a dot is not covered by the certificate of the service's host names. */
function usesPathStyle({ endpoint, pathStyle = endpoint !== undefined }: S3Settings, bucket: string): boolean {
  return pathStyle || bucket.includes(".");
}
