import { contentHash } from "../../core/content-hash.js";

/**
 * A position in a growing table: the largest value of its watermark field, and the rows with that value that were read
 * already.
 */
export interface Watermark {
  readonly value: string;
  /** Hashes of the rows read; one hash over all of them when there are many; undefined when unknown. */
  readonly seen: readonly string[] | string | undefined;
}

/** Above this number of rows with the same value, one hash over all of them is stored. */
const maximumHashes = 100;

/**
 * The parts of a stored watermark. One without hashes, from an earlier version, has unknown rows.
 *
 * @example parseWatermark("2026-01-01 10:00:00.000#3f2a9c1b77aa")?.value // "2026-01-01 10:00:00.000"
 */
export function parseWatermark(text: string | null | undefined): Watermark | undefined {
  if (text === null || text === undefined) return undefined;
  const [, value = text, hashes] = /^(.*)#(\*?[0-9a-f]{12}(?:,[0-9a-f]{12})*)$/s.exec(text) ?? [];
  return { value, seen: hashes?.startsWith("*") ? hashes : hashes?.split(",") };
}

/** A watermark as a string: the value, and the hashes of the rows that have it. */
export function formatWatermark(value: string, rows: readonly string[]): string {
  const hashes = rows.map(toHash).sort();
  return `${value}#${hashes.length > maximumHashes ? hashAll(hashes) : hashes.join(",")}`;
}

/**
 * For each row that has the watermark's value, whether it is new. When there are too many rows for a hash each and one
 * of them is new, all count as new: an upsert then leaves those that are known unchanged.
 */
export function findNewRows(rows: readonly string[], { seen }: Watermark): readonly boolean[] {
  const hashes = rows.map(toHash);
  if (seen === undefined) return rows.map(() => true);
  if (typeof seen === "string") {
    const isSame = hashAll([...hashes].sort()) === seen;
    return rows.map(() => !isSame);
  }
  const left = new Map<string, number>();
  for (const hash of seen) left.set(hash, (left.get(hash) ?? 0) + 1);
  return hashes.map((hash) => {
    const count = left.get(hash) ?? 0;
    if (count > 0) left.set(hash, count - 1);
    return count === 0;
  });
}

function toHash(row: string): string {
  return contentHash(row).slice(0, 12);
}

function hashAll(hashes: readonly string[]): string {
  return `*${toHash(hashes.join(","))}`;
}
