import { countSorted, mergeWeighted, shrinkWeighted, sumCounts, type WeightedValues } from "./weighted-values.js";

/** Values that wait, sorted and exact, until they are merged. */
const mostWaiting = 1 << 20;
/** Different values after a merge. */
const mostValues = 65_536;

/** The quantiles of values that arrive in pieces. */
export interface StreamQuantiles {
  /** Values so far. */
  readonly count: number;
  /** Adds values without NaN; the array must not change afterwards. */
  add(values: Float64Array): void;
  /** The quantile of type 7 at each probability; NaN without values. */
  at(probabilities: readonly number[]): number[];
}

/**
 * The quantiles of values that arrive in pieces, with memory that does not grow with them. Of up to 2^20 values they
 * are exact. More are merged into 65,536 values: rarer neighbours are represented by the largest of them, so that a
 * rank is off by at most 1 / 65,536 of the values for each 2^20 values. The extremes are exact.
 */
export function streamQuantiles(): StreamQuantiles {
  let merged: WeightedValues = { values: new Float64Array(0), counts: new Float64Array(0) };
  let waiting: Float64Array[] = [];
  let [waitingCount, count] = [0, 0];
  const merge = (): void => {
    merged = mergeWeighted(merged, countSorted(concat(waiting, waitingCount).sort()));
    waiting = [];
    waitingCount = 0;
  };
  return {
    get count() {
      return count;
    },
    add(values) {
      count += values.length;
      for (let start = 0; start < values.length; ) {
        const part = values.subarray(start, start + mostWaiting - waitingCount);
        waiting.push(part);
        waitingCount += part.length;
        start += part.length;
        if (start === values.length) break;
        merge();
        merged = shrinkWeighted(merged, mostValues);
      }
    },
    at(probabilities) {
      merge();
      const last = sumCounts(merged.counts) - 1;
      if (last < 0) return probabilities.map(() => Number.NaN);
      const getValue = ranked(merged);
      return probabilities.map((probability) => {
        const position = probability * last;
        const below = Math.floor(position);
        const low = getValue(below);
        return position === below ? low : low + (position - below) * (getValue(below + 1) - low);
      });
    },
  };
}

function concat(parts: readonly Float64Array[], count: number): Float64Array {
  const all = new Float64Array(count);
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}

/** A function that returns the value of a rank; fastest for ascending ranks. */
function ranked({ values, counts }: WeightedValues): (rank: number) => number {
  let [index, before] = [0, 0];
  return (rank) => {
    if (rank < before) [index, before] = [0, 0];
    while (index + 1 < values.length && before + counts[index] <= rank) before += counts[index++];
    return values[index];
  };
}
