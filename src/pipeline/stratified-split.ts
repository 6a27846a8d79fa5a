import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import type { RandomSplitOptions } from "./random-split.js";
import { refuseShuffledDates } from "./refuse-shuffled-dates.js";
import type { Split } from "./time-split.js";

/**
 * Rows drawn at random to test on so that each class has its share of them, as near as whole rows allow. Both sides in table order.
 *
 * The number of test rows is rounded up, as in `randomSplit`; each class needs at least 2 rows. Dated rows are refused as there.
 *
 * @example stratifiedSplit([0, 0, 0, 0, 1, 1, 1, 1], { testShare: 0.25, seed: 1 }).test.length // 2
 */
export function stratifiedSplit(
  classes: ArrayLike<number | string>,
  { testShare = 0.2, seed, times, allowShuffledDates = false }: RandomSplitOptions,
): Split {
  if (!(testShare > 0 && testShare < 1)) {
    throw new ArgumentError(`stratifiedSplit: testShare must be above 0 and below 1, got ${testShare}`);
  }
  const random = randomSource(seed);
  const groups = rowsByClass("stratifiedSplit", classes, 2);
  const wanted = Math.ceil(testShare * classes.length);
  // Whole parts first, then one more row for the classes with the largest rests.
  const shares = groups.map(({ rows }) => (rows.length * wanted) / classes.length);
  const counts = shares.map((share, place) => Math.min(Math.floor(share), (groups[place]?.rows.length ?? 1) - 1));
  const byRest = shares
    .map((share, place) => [share - (counts[place] ?? 0), place] as const)
    .sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  let missing = wanted - counts.reduce((total, count) => total + count, 0);
  for (const [, place] of byRest) {
    const room = (groups[place]?.rows.length ?? 0) - 1 - (counts[place] ?? 0);
    if (missing === 0 || room <= 0) continue;
    counts[place] = (counts[place] ?? 0) + 1;
    missing -= 1;
  }
  const train: number[] = [];
  const test: number[] = [];
  groups.forEach(({ rows }, place) => {
    const order = random.permutation(rows.length);
    order.forEach((from, index) => {
      (index < (counts[place] ?? 0) ? test : train).push(rows[from]);
    });
  });
  const split = { train: Int32Array.from(train).sort(), test: Int32Array.from(test).sort() };
  refuseShuffledDates("stratifiedSplit", split, { rowCount: classes.length, times, allowShuffledDates });
  return split;
}

/** The rows of each class, classes in order of first appearance; a class with fewer than `least` rows is refused. */
export function rowsByClass(
  caller: string,
  classes: ArrayLike<number | string>,
  least: number,
): readonly { readonly name: number | string; readonly rows: readonly number[] }[] {
  const byClass = new Map<number | string, number[]>();
  for (let row = 0; row < classes.length; row++) {
    const name = classes[row];
    if (name === null || name === undefined || Number.isNaN(name)) {
      throw new ArgumentError(`${caller}: the class is missing at row index ${row}; leave that row out`);
    }
    const rows = byClass.get(name) ?? [];
    byClass.set(name, rows);
    rows.push(row);
  }
  if (byClass.size === 0) throw new ArgumentError(`${caller}: there are no rows`);
  for (const [name, rows] of byClass) {
    if (rows.length < least) {
      throw new ArgumentError(
        `${caller}: class ${name} has ${rows.length} rows, at least ${least} are needed; merge it with another class or ask for fewer folds`,
      );
    }
  }
  return [...byClass].map(([name, rows]) => ({ name, rows }));
}
