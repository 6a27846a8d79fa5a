import {
  countSorted,
  mergeWeighted,
  shrinkWeighted,
  sumCounts,
  type WeightedValues,
} from "../stats/weighted-values.js";
import type { Columns } from "../table/columns.js";
import { finiteNumbers, nothingToLearn } from "./present-numbers.js";
import type { ColumnSummary } from "./summarize-chunks.js";

/** Values that wait, sorted and exact, until they are merged. */
const mostWaiting = 1 << 20;
/** Different values after a merge. */
const mostValues = 65_536;

/** The quantiles of a column, of any number of chunks. */
export interface ColumnQuantiles extends ColumnSummary {
  /** Rows of the chunks, missing values included. */
  readonly rowCount: number;
  /**
   * The quantile of type 7 at each probability.
   *
   * @throws ArgumentError for a column without values
   */
  at(name: string, probabilities: readonly number[]): number[];
}

/**
 * The quantiles of a column from chunks, with memory that does not grow with the rows. Of up to 2^20 values they are
 * those of all rows. More are merged into 65,536 values: rarer neighbours are represented by the largest of them, so
 * that a rank is off by at most 1 / 65,536 of the rows for each 2^20 values. The extremes are exact.
 */
export function columnQuantiles(caller: string): ColumnQuantiles {
  let merged: WeightedValues = { values: new Float64Array(0), counts: new Float64Array(0) };
  let waiting: Float64Array[] = [];
  let [waitingCount, rowCount] = [0, 0];
  const merge = (): void => {
    merged = mergeWeighted(merged, countSorted(concat(waiting, waitingCount).sort()));
    waiting = [];
    waitingCount = 0;
  };
  return {
    get rowCount() {
      return rowCount;
    },
    add(columns: Columns, name: string) {
      rowCount += columns.rowCount;
      const values = finiteNumbers(columns, name, caller);
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
    at(name, probabilities) {
      merge();
      const last = sumCounts(merged.counts) - 1;
      if (last < 0) throw nothingToLearn(name, caller);
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
