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
