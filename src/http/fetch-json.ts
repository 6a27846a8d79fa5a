import { FormatError } from "../core/errors.js";
import { type FetchBytesOptions, type FetchedBytes, fetchBytes } from "./fetch-bytes.js";
import { redactUrl } from "./redact-url.js";

/** The JSON at an address, and the answer it came in; what is not JSON (an error page) is refused. */
export async function fetchJson(
  url: string,
  options: FetchBytesOptions,
): Promise<FetchedBytes & { readonly value: unknown }> {
  const answer = await fetchBytes(url, options);
  const text = decoded(answer, url);
  try {
    return { ...answer, value: JSON.parse(text) as unknown };
  } catch (cause) {
    throw new FormatError(
      `fetch: ${redactUrl(url)} answers with ${JSON.stringify(text.slice(0, 60))}, which is not JSON`,
      {
        cause,
      },
    );
  }
}

/** The text in the encoding that the answer names, else UTF-8; bytes that are not in it are refused, never replaced. */
function decoded({ headers, bytes }: FetchedBytes, url: string): string {
  const charset = /charset="?([\w-]+)/i.exec(headers.get("content-type") ?? "")?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(`fetch: ${redactUrl(url)} answers with bytes that are not ${charset}, as it says they are`, {
      cause,
    });
  }
}

/** The objects of a JSON list; refused when it is none. */
export function toRecords(value: unknown, url: string): Record<string, unknown>[] {
  const isList =
    Array.isArray(value) && value.every((row) => typeof row === "object" && row !== null && !Array.isArray(row));
  if (isList) return value as Record<string, unknown>[];
  throw new FormatError(
    `fetch: ${redactUrl(url)} answers with ${JSON.stringify(value)?.slice(0, 80)}, where a list of records is asked for`,
  );
}
