import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import { refuseShuffledDates } from "./refuse-shuffled-dates.js";
import type { Split } from "./time-split.js";

export interface RandomSplitOptions {
  /** Share of the rows to test on, above 0 and below 1. The number of test rows is rounded up, as in scikit-learn. Default: 0.2. */
  readonly testShare?: number;
  /** Seed of the draw. */
  readonly seed: number;
  /** The rows' times, when they have any: a shuffled split of dated rows is refused. */
  readonly times?: Float64Array;
  /** Allows a shuffled split of dated rows. Default: false. */
  readonly allowShuffledDates?: boolean;
}

/**
 * Rows drawn at random to test on, the others to learn from, both in table order.
 *
 * Rows with times are refused, because a model that learns from later rows than it is tested on looks better than it is.
 *
 * @example randomSplit(10, { testShare: 0.2, seed: 1 }).test.length // 2
 */
export function randomSplit(
  rowCount: number,
  { testShare = 0.2, seed, times, allowShuffledDates = false }: RandomSplitOptions,
): Split {
  if (!(testShare > 0 && testShare < 1)) {
    throw new ArgumentError(`randomSplit: testShare must be above 0 and below 1, got ${testShare}`);
  }
  if (!Number.isInteger(rowCount) || rowCount < 2) {
    throw new ArgumentError(`randomSplit: at least 2 rows are needed, got ${rowCount}`);
  }
  const testCount = Math.min(Math.ceil(testShare * rowCount), rowCount - 1);
  const order = randomSource(seed).permutation(rowCount);
  const split = { train: order.slice(testCount).sort(), test: order.slice(0, testCount).sort() };
  refuseShuffledDates("randomSplit", split, { rowCount, times, allowShuffledDates });
  return split;
}
