import { getLength } from "./body-headers.js";

/** Part of a resource that a response contains; `end` is the byte after the last one. */
export interface ContentRange {
  readonly start: number;
  readonly end: number;
  readonly total: number | undefined;
}

/**
 * A `Content-Range` header of status 206; undefined when it is missing or invalid.
 *
 * @example parseContentRange("bytes 0-99/1234") // { start: 0, end: 100, total: 1234 }
 */
export function parseContentRange(header: string | null | undefined): ContentRange | undefined {
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header ?? "") ?? [];
  if (first === undefined || Number(last) < Number(first)) return undefined;
  return { start: Number(first), end: Number(last) + 1, total: total === "*" ? undefined : Number(total) };
}

/**
 * The part that a response of status 206 contains; undefined unless it begins at `start`, ends at `end` at the latest
 * and has its length.
 *
 * @example getPart(new Headers({ "content-range": "bytes 5-9/20" }), { start: 5, end: 10 }) // { start: 5, end: 10, total: 20 }
 */
export function getPart(
  headers: Headers,
  { start, end }: { readonly start: number; readonly end: number },
): ContentRange | undefined {
  const range = parseContentRange(headers.get("content-range"));
  const length = getLength(headers);
  if (range === undefined || range.start !== start || range.end > end) return undefined;
  return length === undefined || length === range.end - range.start ? range : undefined;
}

/**
 * Headers that request a part, of the version that `validator` names; none for a complete resource.
 *
 * @example partHeaders({ start: 5, end: 10, validator: undefined }).range // "bytes=5-9"
 */
export function partHeaders({
  start,
  end,
  validator,
}: {
  readonly start: number;
  readonly end: number | undefined;
  readonly validator: string | undefined;
}): Readonly<Record<string, string>> {
  if (start === 0 && end === undefined) return {};
  return {
    range: `bytes=${start}-${end === undefined ? "" : end - 1}`,
    "accept-encoding": "identity",
    ...(validator !== undefined && { "if-range": validator }),
  };
}
