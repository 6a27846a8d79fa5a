import { checkInteger } from "../core/check-integer.js";
import { ArgumentError } from "../core/errors.js";
import type { TableSource } from "../table/frame-like.js";
import { rowTimes } from "./row-times.js";
import type { Split } from "./time-split.js";
import { toTime } from "./to-time.js";

/** How rows are cut into blocks by time. */
export interface TimeFoldsOptions {
  /**
   * Number of folds, at least 1.
   * @default one less than `cutoffs`
   */
  readonly folds?: number | undefined;
  /**
   * Dates between the blocks, such as ["2014-01-01", "2015-01-01", "2016-01-01"]: fold 1 learns from the rows before
   * the first and is tested on those before the second, and so on. Rows from the last date on are in no fold.
   * @default blocks of about equal size
   */
  readonly cutoffs?: readonly (string | number)[] | undefined;
  /**
   * Share of the rows, from the start, that the first fold learns from.
   * @default 1 / (folds + 1), which makes all blocks equally large
   */
  readonly firstShare?: number | undefined;
  /**
   * Name of the time column of a table.
   * @default the table's only time column
   */
  readonly time?: string | undefined;
}

/**
 * Folds in time order (rolling origin), as row indexes of a table or of an array of times: each learns from every row
 * before its block and is tested on the block, so no fold knows its future.
 *
 * The rows after the first share are cut into blocks of about equal size; rows of one time stay together. Rows without
 * a time are left out. Row indexes come in table order.
 *
 * @throws ArgumentError when a fold would be empty.
 * @example timeFolds(Float64Array.of(1, 2, 3, 4), { folds: 1 })[0].test.length // 2
 */
export function timeFolds(
  source: TableSource | Float64Array,
  { folds: given, cutoffs, firstShare, time }: TimeFoldsOptions,
): Split[] {
  const times = ArrayBuffer.isView(source) ? source : rowTimes("timeFolds", source, time);
  if (cutoffs !== undefined) return foldsBetween(times, cutoffs);
  return equalFolds(times, given, firstShare);
}

/** Folds with dates between the blocks. */
function foldsBetween(times: Float64Array, cutoffs: readonly (string | number)[]): Split[] {
  const limits = cutoffs.map((cutoff) => toTime("timeFolds", cutoff));
  if (limits.length < 2 || limits.some((limit, index) => index > 0 && limit <= (limits[index - 1] ?? limit)))
    throw new ArgumentError(
      `timeFolds: cutoffs: expected at least two ascending dates, got ${cutoffs.join(", ")}; for example ["2017-01-01", "2018-01-01"]`,
    );
  const rows = Array.from(times.keys());
  return limits.slice(1).map((end, fold) => {
    const start = limits[fold] ?? Number.NaN;
    const train = rows.filter((row) => (times[row] as number) < start);
    const test = rows.filter((row) => (times[row] as number) >= start && (times[row] as number) < end);
    if (train.length > 0 && test.length > 0) return { train: Int32Array.from(train), test: Int32Array.from(test) };
    throw new ArgumentError(
      `timeFolds: fold ${fold + 1} has no rows ${train.length === 0 ? `before ${cutoffs[fold]}` : `from ${cutoffs[fold]} to ${cutoffs[fold + 1]}`}; choose cutoffs inside the span of the times`,
    );
  });
}

function equalFolds(times: Float64Array, folds = 3, firstShare: number = 1 / (folds + 1)): Split[] {
  checkInteger("timeFolds", "folds", folds, 1, "pass folds: 5, or leave it out");
  if (!(firstShare > 0 && firstShare < 1)) {
    throw new ArgumentError(
      `timeFolds: firstShare must be above 0 and below 1, got ${firstShare}; pass firstShare: 0.5, or leave it out`,
    );
  }
  const order = Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]));
  order.sort((a, b) => (times[a] as number) - (times[b] as number));
  const boundaries: number[] = [];
  for (let block = 0; block <= folds; block++) {
    const position = Math.round(order.length * (firstShare + (block * (1 - firstShare)) / folds));
    boundaries.push(block === folds ? order.length : firstWithSameTime(times, order, position));
  }
  return boundaries.slice(1).map((end, block) => {
    const start = boundaries[block] as number;
    if (start === 0 || end === start) {
      throw new ArgumentError(
        `timeFolds: fold ${block + 1} of ${folds} has no rows to ${start === 0 ? "learn from" : "test on"}; use fewer folds for these ${order.length} rows`,
      );
    }
    return { train: inTableOrder(order.slice(0, start)), test: inTableOrder(order.slice(start, end)) };
  });
}

/** The first position that holds the same time as `position`. */
function firstWithSameTime(times: Float64Array, order: readonly number[], position: number): number {
  let first = position;
  while (first > 0 && times[order[first - 1] as number] === times[order[position] as number]) first -= 1;
  return first;
}

function inTableOrder(rows: readonly number[]): Int32Array {
  return Int32Array.from(rows).sort();
}
