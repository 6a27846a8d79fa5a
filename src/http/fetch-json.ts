import { FormatError } from "../core/errors.js";
import { type FetchBytesOptions, type FetchedBytes, fetchBytes } from "./fetch-bytes.js";
import { redactUrl } from "./redact-url.js";

/**
 * The JSON value of a URL, with the response.
 *
 * @throws FormatError when the body is not JSON, for example an error page.
 */
export async function fetchJson(
  url: string,
  options: FetchBytesOptions,
): Promise<FetchedBytes & { readonly value: unknown }> {
  const { caller = "fetchJson" } = options;
  const response = await fetchBytes(url, { ...options, caller });
  const text = decode(response, url, caller);
  try {
    return { ...response, value: JSON.parse(text) as unknown };
  } catch (cause) {
    throw new FormatError(
      `${caller}: expected JSON from ${redactUrl(url)}, got ${JSON.stringify(text.slice(0, 60))}; check the URL`,
      { cause },
    );
  }
}

/** The body in the encoding that the response names, else UTF-8; invalid bytes are an error, never replaced. */
function decode({ headers, bytes }: FetchedBytes, url: string, caller: string): string {
  const charset = /charset="?([\w-]+)/i.exec(headers.get("content-type") ?? "")?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(
      `${caller}: expected ${charset} from ${redactUrl(url)}, got invalid bytes; the server names the wrong encoding`,
      { cause },
    );
  }
}

/**
 * The objects of a JSON array.
 *
 * @throws FormatError when the value is not an array of objects.
 */
export function toRecords(value: unknown, url: string, caller = "fetchJson"): Record<string, unknown>[] {
  const isRecords =
    Array.isArray(value) && value.every((row) => typeof row === "object" && row !== null && !Array.isArray(row));
  if (isRecords) return value as Record<string, unknown>[];
  throw new FormatError(
    `${caller}: expected an array of objects from ${redactUrl(url)}, got ${JSON.stringify(value)?.slice(0, 80)}; check the URL`,
  );
}
