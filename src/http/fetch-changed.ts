import { contentHash } from "../core/content-hash.js";
import { type FetchBytesOptions, fetchBytes } from "./fetch-bytes.js";

/** A file that has changed since the watermark, or that it has not. */
export type ChangedBytes =
  | { readonly kind: "changed"; readonly bytes: Uint8Array; readonly watermark: string; readonly requests: number }
  | { readonly kind: "unchanged"; readonly watermark: string; readonly requests: number };

/**
 * The bytes of a URL when they have changed since the watermark: an ETag, a modification time or `sha256:…`, whichever
 * the server provides. With the first two the server does not send an unchanged file; the third saves only the work
 * that follows.
 */
export async function fetchChanged(
  url: string,
  watermark: string | null | undefined,
  options: FetchBytesOptions,
): Promise<ChangedBytes> {
  const { status, headers, bytes, requests } = await fetchBytes(url, {
    ...options,
    headers: { ...options.headers, ...toCondition(watermark) },
  });
  if (status === 304 && watermark) return { kind: "unchanged", watermark, requests };
  const newest = headers.get("etag") ?? headers.get("last-modified") ?? `sha256:${contentHash(bytes)}`;
  if (newest === watermark) return { kind: "unchanged", watermark, requests };
  return { kind: "changed", bytes, watermark: newest, requests };
}

function toCondition(watermark: string | null | undefined): Readonly<Record<string, string>> {
  if (!watermark || watermark.startsWith("sha256:")) return {};
  return { [/^(W\/)?"/.test(watermark) ? "If-None-Match" : "If-Modified-Since"]: watermark };
}
