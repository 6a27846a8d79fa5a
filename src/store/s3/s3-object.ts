import { uploadPartBytes } from "../md5-check.js";
import type { StoredObject } from "../store.js";
import { unquoteTag } from "./s3-connection.js";

/** The part of a response that describes an object. */
interface ObjectHeaders {
  readonly ETag?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
}

/** Metadata of an object that this library has uploaded in parts: their size, which the ETag depends on. */
export const partsMetadata: Readonly<Record<string, string>> = { "cuaderno-part-bytes": String(uploadPartBytes) };

/** An object as the store describes it. */
export function toStoredObject(bucket: string, key: string, size: number, headers: ObjectHeaders): StoredObject {
  const md5 = getMd5(bucket, size, headers);
  return { key, size, version: unquoteTag(headers.ETag), md5 };
}

/**
 * The MD5 in an ETag (see `StoredObject.md5`). Undefined where an ETag is not one: with encryption by KMS or customer
 * keys, in directory buckets, and for parts of unknown size.
 */
export function getMd5(
  bucket: string,
  size: number,
  { ETag, ServerSideEncryption = "AES256", SSECustomerAlgorithm, Metadata }: ObjectHeaders,
): string | undefined {
  const isPlain = ServerSideEncryption === "AES256" && SSECustomerAlgorithm === undefined && !bucket.endsWith("--x-s3");
  const [tag, , parts] = /^([0-9a-f]{32})(?:-([1-9]\d*))?$/.exec(unquoteTag(ETag)) ?? [];
  if (!isPlain || tag === undefined || parts === undefined) return isPlain ? tag : undefined;
  const partBytes = Number(Metadata?.["cuaderno-part-bytes"]);
  return partBytes === uploadPartBytes && Math.ceil(size / partBytes) === Number(parts) ? tag : undefined;
}
