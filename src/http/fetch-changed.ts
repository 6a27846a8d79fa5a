import { contentHash } from "../core/content-hash.js";
import { type FetchBytesOptions, fetchBytes } from "./fetch-bytes.js";

/** A file that has changed since the watermark, or the word that it has not. */
export type ChangedBytes =
  | { readonly kind: "changed"; readonly bytes: Uint8Array; readonly watermark: string; readonly requests: number }
  | { readonly kind: "unchanged"; readonly watermark: string; readonly requests: number };

/**
 * The bytes at an address when they are others than at the watermark, which is an ETag, a date of change or `sha256:…`, whichever the
 * server gave. A server that knows the first two does not send what has not changed; the third spares only the work that follows.
 */
export async function fetchChanged(
  url: string,
  watermark: string | null | undefined,
  options: FetchBytesOptions,
): Promise<ChangedBytes> {
  const { status, headers, bytes, requests } = await fetchBytes(url, {
    ...options,
    headers: { ...options.headers, ...condition(watermark) },
  });
  if (status === 304 && watermark) return { kind: "unchanged", watermark, requests };
  const mark = headers.get("etag") ?? headers.get("last-modified") ?? `sha256:${contentHash(bytes)}`;
  if (mark === watermark) return { kind: "unchanged", watermark, requests };
  return { kind: "changed", bytes, watermark: mark, requests };
}

function condition(watermark: string | null | undefined): Readonly<Record<string, string>> {
  if (!watermark || watermark.startsWith("sha256:")) return {};
  return { [/^(W\/)?"/.test(watermark) ? "If-None-Match" : "If-Modified-Since"]: watermark };
}
