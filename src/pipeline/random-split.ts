import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import { countRows, type TableSource } from "../table/frame-like.js";
import { refuseShuffledDates, tableTimes } from "./refuse-shuffled-dates.js";
import { splitTable } from "./table-split.js";
import type { Split, TableSplit } from "./time-split.js";

/** How rows are drawn to test on. */
export interface RandomSplitOptions {
  /**
   * Share of the rows to test on, above 0 and below 1. The number of test rows is rounded up, as in scikit-learn.
   * @default 0.2
   */
  readonly testShare?: number | undefined;
  /** Seed of the draw. */
  readonly seed: number;
  /**
   * Times of the rows, for a split of row indexes: a shuffled split of dated rows is refused.
   * @default the time columns of the table
   */
  readonly times?: Float64Array | undefined;
  /**
   * Allows a shuffled split of dated rows.
   * @default false
   */
  readonly allowShuffledDates?: boolean | undefined;
}

/**
 * Rows drawn at random to test on, the others to learn from, both in table order: two frames of a frame, two columns of
 * columns, row indexes of a number of rows.
 *
 * Rows with times are refused, because a model that learns from later rows than it is tested on looks better than it
 * is.
 *
 * @throws ArgumentError for a table with a time column, unless shuffled dates are allowed.
 * @example randomSplit(10, { testShare: 0.2, seed: 1 }).test.length // 2
 */
export function randomSplit(rowCount: number, options: RandomSplitOptions): Split;
export function randomSplit<Source extends TableSource>(
  source: Source,
  options: RandomSplitOptions,
): TableSplit<Source>;
export function randomSplit<Source extends TableSource>(
  source: Source | number,
  options: RandomSplitOptions,
): Split | TableSplit<Source> {
  if (typeof source === "number") return splitRows(source, options);
  const times = options.times ?? tableTimes(source);
  return splitTable(source, splitRows(countRows(source), { ...options, times }));
}

function splitRows(
  rowCount: number,
  { testShare = 0.2, seed, times, allowShuffledDates = false }: RandomSplitOptions,
): Split {
  checkTestShare("randomSplit", testShare);
  if (!Number.isInteger(rowCount) || rowCount < 2) {
    throw new ArgumentError(`randomSplit: at least 2 rows are needed, got ${rowCount}; give more rows`);
  }
  const testCount = Math.min(Math.ceil(testShare * rowCount), rowCount - 1);
  const order = randomSource(seed, "randomSplit").permutation(rowCount);
  const split = { train: order.slice(testCount).sort(), test: order.slice(0, testCount).sort() };
  refuseShuffledDates("randomSplit", split, { rowCount, times, allowShuffledDates });
  return split;
}

/** Refuses a share outside 0 to 1. */
export function checkTestShare(caller: string, testShare: number): void {
  if (testShare > 0 && testShare < 1) return;
  throw new ArgumentError(
    `${caller}: testShare must be above 0 and below 1, got ${testShare}; pass testShare: 0.2, or leave it out`,
  );
}
