import { ArgumentError } from "../core/errors.js";
import { firstAbove } from "../stats/count-in-bins.js";
import { type CategorySample, type NumberSample, presentCount, type Sample } from "./sample.js";

/** Two samples of one kind, none of them empty. */
export type SamplePair =
  | { readonly kind: "number"; readonly reference: NumberSample; readonly current: NumberSample }
  | { readonly kind: "category"; readonly reference: CategorySample; readonly current: CategorySample };

/** Joins two samples; refuses different kinds and a side without any value. */
export function samplePair(reference: Sample, current: Sample, caller: string): SamplePair {
  for (const [side, sample] of [
    ["reference", reference],
    ["current", current],
  ] as const) {
    if (presentCount(sample) > 0) continue;
    const why = sample.rowCount === 0 ? "no rows" : `all of its ${sample.rowCount} values missing`;
    throw new ArgumentError(`${caller}: the ${side} sample has ${why}; leave the column out or choose other rows`);
  }
  if (reference.kind === "number" && current.kind === "number") return { kind: "number", reference, current };
  if (reference.kind === "category" && current.kind === "category") return { kind: "category", reference, current };
  throw new ArgumentError(
    `${caller}: the reference sample is ${reference.kind}, the current one ${current.kind}; read both with one schema`,
  );
}

/** How many distinct values both samples have together; counting stops at `limit`. */
export function distinctValues(pair: SamplePair, limit: number): number {
  if (pair.kind === "category")
    return Math.min(new Set([...pair.reference.counts.keys(), ...pair.current.counts.keys()]).size, limit);
  let count = 0;
  eachValue([pair.reference.sorted, pair.current.sorted], () => {
    count++;
    return count < limit;
  });
  return count;
}

/** How many distinct values one sample has; counting stops at `limit`. */
export function distinctInSample(sample: Sample, limit: number): number {
  if (sample.kind === "category") return Math.min(sample.counts.size, limit);
  let count = 0;
  eachValue([sample.sorted], () => {
    count++;
    return count < limit;
  });
  return count;
}

/** Rows per distinct value of both samples, values in ascending order. */
export interface ValueCounts {
  readonly labels: readonly string[];
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** Counts every distinct value of both samples, side by side. */
export function valueCounts(pair: SamplePair): ValueCounts {
  const labels: string[] = [];
  const reference: number[] = [];
  const current: number[] = [];
  if (pair.kind === "category") {
    for (const label of [...new Set([...pair.reference.counts.keys(), ...pair.current.counts.keys()])].sort()) {
      labels.push(label);
      reference.push(pair.reference.counts.get(label) ?? 0);
      current.push(pair.current.counts.get(label) ?? 0);
    }
  } else {
    eachValue([pair.reference.sorted, pair.current.sorted], (value, [before = 0, after = 0]) => {
      labels.push(String(value));
      reference.push(before);
      current.push(after);
      return true;
    });
  }
  return { labels, reference: Float64Array.from(reference), current: Float64Array.from(current) };
}

/**
 * Calls `visit` with every distinct value of the ascending arrays and how often it is in each, until it returns false.
 */
function eachValue(lists: readonly Float64Array[], visit: (value: number, counts: readonly number[]) => boolean): void {
  const next = lists.map(() => 0);
  for (;;) {
    let value = Number.POSITIVE_INFINITY;
    lists.forEach((list, side) => {
      value = Math.min(value, list[next[side]] ?? Number.POSITIVE_INFINITY);
    });
    if (value === Number.POSITIVE_INFINITY) return;
    const counts = lists.map((list, side) => {
      const start = next[side];
      const end = endOfRun(list, start, value);
      next[side] = end;
      return end - start;
    });
    if (!visit(value, counts)) return;
  }
}

/** Most runs are short; a long one is skipped by halving. */
function endOfRun(list: Float64Array, start: number, value: number): number {
  for (let row = start; row < start + 8; row++) if (!((list[row] ?? Number.POSITIVE_INFINITY) <= value)) return row;
  return firstAbove(list, value, start);
}
