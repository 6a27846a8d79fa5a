import { ArgumentError } from "../../core/errors.js";

/** Bucket and key of `s3://bucket/key`; the key as it stands, also when empty. */
export function parseS3Uri(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = "", key = ""] = /^s3[an]?:\/\/([^/]*)\/?(.*)$/is.exec(uri) ?? [];
  if (!/^[a-z0-9][a-z0-9._-]{1,62}$/i.test(bucket)) {
    throw new ArgumentError(`openStore: ${uri} names no bucket; write s3://bucket/key`);
  }
  return { bucket, key };
}
