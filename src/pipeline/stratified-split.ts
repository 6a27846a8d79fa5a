import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import { isTable, type TableSource } from "../table/frame-like.js";
import { checkTestShare, type RandomSplitOptions } from "./random-split.js";
import { refuseShuffledDates, tableTimes } from "./refuse-shuffled-dates.js";
import { rowLabels } from "./row-labels.js";
import { splitTable } from "./table-split.js";
import type { Split, TableSplit } from "./time-split.js";

/** How the rows of a table are drawn to test on, class by class. */
export interface StratifiedSplitOptions extends RandomSplitOptions {
  /** Name of the column that holds the classes. */
  readonly by: string;
}

/**
 * Rows drawn at random to test on so that each class has its share of them, up to rounding; both parts in table order.
 * Which classes get the rows that rounding leaves over is drawn at random, so that each row is tested with the same
 * probability.
 *
 * The number of test rows is rounded up, as in `randomSplit`; each class needs at least 2 rows. Dated rows are refused
 * as in `randomSplit`.
 *
 * @throws ArgumentError for a class with 1 row, and for dated rows unless shuffled dates are allowed.
 * @example stratifiedSplit([0, 0, 0, 0, 1, 1, 1, 1], { testShare: 0.25, seed: 1 }).test.length // 2
 */
export function stratifiedSplit(classes: ArrayLike<number | string>, options: RandomSplitOptions): Split;
export function stratifiedSplit<Source extends TableSource>(
  source: Source,
  options: StratifiedSplitOptions,
): TableSplit<Source>;
export function stratifiedSplit<Source extends TableSource>(
  source: Source | ArrayLike<number | string>,
  options: RandomSplitOptions & { readonly by?: string | undefined },
): Split | TableSplit<Source> {
  if (!isTable(source)) return splitClasses(source as ArrayLike<number | string>, options);
  if (options.by === undefined)
    throw new ArgumentError(`stratifiedSplit: name the column of the classes as by; for example { by: "arrest" }`);
  const times = options.times ?? tableTimes(source);
  return splitTable(source, splitClasses(rowLabels("stratifiedSplit", source, options.by), { ...options, times }));
}

function splitClasses(
  classes: ArrayLike<number | string>,
  { testShare = 0.2, seed, times, allowShuffledDates = false }: RandomSplitOptions,
): Split {
  checkTestShare("stratifiedSplit", testShare);
  const random = randomSource(seed, "stratifiedSplit");
  const groups = rowsByClass("stratifiedSplit", classes, 2);
  const counts = testCounts(
    groups.map(({ rows }) => rows.length),
    Math.ceil(testShare * classes.length),
    seed,
  );
  const train: number[] = [];
  const test: number[] = [];
  groups.forEach(({ rows }, index) => {
    random.permutation(rows.length).forEach((from, position) => {
      (position < (counts[index] ?? 0) ? test : train).push(rows[from] as number);
    });
  });
  const split = { train: Int32Array.from(train).sort(), test: Int32Array.from(test).sort() };
  refuseShuffledDates("stratifiedSplit", split, { rowCount: classes.length, times, allowShuffledDates });
  return split;
}

/**
 * Test rows of each class: the integer part of its share, then one more for the classes with the largest remainders,
 * ties at random.
 */
function testCounts(sizes: readonly number[], total: number, seed: number): readonly number[] {
  const rowCount = sizes.reduce((sum, size) => sum + size, 0);
  const shares = sizes.map((size) => (size * total) / rowCount);
  const counts = shares.map((share, index) => Math.min(Math.floor(share), (sizes[index] ?? 1) - 1));
  const tieBreak = randomSource(seed).permutation(sizes.length);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share - (counts[index] ?? 0), tie: tieBreak[index] ?? 0 }))
    .sort((a, b) => (Math.abs(b.remainder - a.remainder) < 1e-9 ? a.tie - b.tie : b.remainder - a.remainder));
  let missing = total - counts.reduce((sum, count) => sum + count, 0);
  for (const { index } of byRemainder) {
    const spare = (sizes[index] ?? 0) - 1 - (counts[index] ?? 0);
    if (missing === 0 || spare <= 0) continue;
    counts[index] = (counts[index] ?? 0) + 1;
    missing -= 1;
  }
  return counts;
}

/** The rows of each class, classes in order of first appearance; a class with fewer than `minimum` rows is refused. */
export function rowsByClass(
  caller: string,
  classes: ArrayLike<number | string>,
  minimum: number,
): readonly { readonly name: number | string; readonly rows: readonly number[] }[] {
  const byClass = new Map<number | string, number[]>();
  for (let row = 0; row < classes.length; row++) {
    const name = classes[row] as number | string;
    if (name === null || name === undefined || Number.isNaN(name)) {
      throw new ArgumentError(`${caller}: the class is missing at row index ${row}; drop that row`);
    }
    const rows = byClass.get(name) ?? [];
    byClass.set(name, rows);
    rows.push(row);
  }
  if (byClass.size === 0)
    throw new ArgumentError(`${caller}: expected at least one row, got 0; pass a table with rows`);
  for (const [name, rows] of byClass) {
    if (rows.length < minimum) {
      throw new ArgumentError(
        `${caller}: class ${name} has ${rows.length} rows, at least ${minimum} are needed; merge it with another class or use fewer folds`,
      );
    }
  }
  return [...byClass].map(([name, rows]) => ({ name, rows }));
}
