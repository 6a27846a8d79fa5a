import { ArgumentError } from "../core/errors.js";
import type { Split } from "./time-split.js";

export interface TimeFoldsOptions {
  /** Number of folds, at least 1. */
  readonly folds: number;
  /** Share of the rows, from the start, that the first fold learns from. Default: 1 / (folds + 1), so that all blocks are alike. */
  readonly firstShare?: number;
}

/**
 * Folds in time order (rolling origin): each learns from every row before its block and is tested on the block, so no fold knows its future.
 *
 * The rows after the first share are cut into blocks of about equal size; rows of one time stay together. Rows without a time are
 * left out. Row indexes come in table order.
 *
 * @example timeFolds(Float64Array.of(1, 2, 3, 4), { folds: 1 })[0].test.length // 2
 */
export function timeFolds(times: Float64Array, { folds, firstShare = 1 / (folds + 1) }: TimeFoldsOptions): Split[] {
  if (!Number.isInteger(folds) || folds < 1) {
    throw new ArgumentError(`timeFolds: folds must be a whole number of at least 1, got ${folds}`);
  }
  if (!(firstShare > 0 && firstShare < 1)) {
    throw new ArgumentError(`timeFolds: firstShare must be above 0 and below 1, got ${firstShare}`);
  }
  const order = Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]));
  order.sort((a, b) => times[a] - times[b]);
  const boundaries: number[] = [];
  for (let block = 0; block <= folds; block++) {
    const place = Math.round(order.length * (firstShare + (block * (1 - firstShare)) / folds));
    boundaries.push(block === folds ? order.length : firstOfItsTime(times, order, place));
  }
  return boundaries.slice(1).map((end, block) => {
    const start = boundaries[block];
    if (start === 0 || end === start) {
      throw new ArgumentError(
        `timeFolds: fold ${block + 1} of ${folds} has no rows to ${start === 0 ? "learn from" : "test on"}; ask for fewer folds of these ${order.length} rows`,
      );
    }
    return { train: inTableOrder(order.slice(0, start)), test: inTableOrder(order.slice(start, end)) };
  });
}

/** The first place that holds the same time as `place`. */
function firstOfItsTime(times: Float64Array, order: readonly number[], place: number): number {
  let first = place;
  while (first > 0 && times[order[first - 1]] === times[order[place]]) first -= 1;
  return first;
}

function inTableOrder(rows: readonly number[]): Int32Array {
  return Int32Array.from(rows).sort();
}
