/**
 * The version of a resource: its ETag without quotes, else its modification time; empty when the server sends neither.
 */
export function getVersion(headers: Headers): string {
  return (headers.get("etag") ?? headers.get("last-modified") ?? "").replace(/^W\//, "").replaceAll('"', "");
}

/** Bytes of the body that is sent; undefined when the server does not say, or counts those of an encoded body. */
export function getLength(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  return length === null || headers.get("content-encoding") !== null ? undefined : Number(length);
}

/**
 * What `If-Range` takes: a strong ETag or a modification time; undefined for an encoded body, whose bytes may differ.
 */
export function getValidator(headers: Headers): string | undefined {
  if (headers.get("content-encoding") !== null) return undefined;
  const tag = headers.get("etag");
  if (tag !== null) return tag.startsWith("W/") ? undefined : tag;
  return headers.get("last-modified") ?? undefined;
}
