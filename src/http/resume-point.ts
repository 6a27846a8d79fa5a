/** Where a body can be gone on with after it was cut: its length so far, and the mark by which the server knows that it is the same. */
export interface ResumePoint {
  readonly length: number;
  readonly validator: string;
}

/** The headers that ask for the rest. */
export function resumeHeaders({ length, validator }: ResumePoint): Readonly<Record<string, string>> {
  return { Range: `bytes=${length}-`, "If-Range": validator };
}

/** The mark of a body that can be gone on with; undefined when the server gives none, or packs the body for the way. */
export function validatorOf(headers: Headers): string | undefined {
  if (headers.get("content-encoding") !== null) return undefined;
  const tag = headers.get("etag");
  if (tag !== null) return tag.startsWith("W/") ? undefined : tag;
  return headers.get("last-modified") ?? undefined;
}

/** What an answer is: the whole body, its rest from the asked place on, or something that cannot be put behind what is there. */
export function bodyKind(status: number, headers: Headers, askedFrom: number): "whole" | "rest" | "unfit" {
  if (status !== 206) return "whole";
  return new RegExp(`^bytes ${askedFrom}-`).test(headers.get("content-range") ?? "") ? "rest" : "unfit";
}

/** Bytes of the whole body, as announced; undefined when nothing is, or when they count a packed form. */
export function announcedLength(status: number, headers: Headers): number | undefined {
  if (headers.get("content-encoding") !== null) return undefined;
  if (status === 206) {
    const total = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
    return total === undefined ? undefined : Number(total);
  }
  const length = headers.get("content-length");
  return length === null ? undefined : Number(length);
}
