import { ArgumentError } from "../../core/errors.js";

/**
 * Bucket and key of `s3://bucket/key`; the key is not decoded and may be empty.
 *
 * @throws ArgumentError when the bucket is missing or invalid.
 * @example parseS3Uri("s3://lake/raw/a b.csv") // { bucket: "lake", key: "raw/a b.csv" }
 */
export function parseS3Uri(uri: string, caller = "openStore"): { readonly bucket: string; readonly key: string } {
  const [, bucket = "", key = ""] = /^s3[an]?:\/\/([^/]*)\/?(.*)$/is.exec(uri) ?? [];
  if (!/^[a-z0-9][a-z0-9._-]{1,62}$/i.test(bucket)) {
    throw new ArgumentError(`${caller}: invalid S3 URI "${uri}"; expected s3://bucket/key`);
  }
  return { bucket, key };
}
