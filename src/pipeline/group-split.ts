import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import { rowsByClass } from "./stratified-split.js";
import type { Split } from "./time-split.js";

/**
 * Whole groups drawn at random to test on, the others to learn from, so that no group stands on both sides. `testShare` is a share of
 * the groups, rounded up.
 *
 * @example groupSplit(["a", "a", "b", "b"], { testShare: 0.5, seed: 1 }).test.length // 2
 */
export function groupSplit(
  groups: ArrayLike<number | string>,
  { testShare = 0.2, seed }: { readonly testShare?: number; readonly seed: number },
): Split {
  if (!(testShare > 0 && testShare < 1)) {
    throw new ArgumentError(`groupSplit: testShare must be above 0 and below 1, got ${testShare}`);
  }
  const found = rowsByClass("groupSplit", groups, 1);
  if (found.length < 2) {
    throw new ArgumentError(`groupSplit: all rows are of group ${found[0]?.name}, at least 2 groups are needed`);
  }
  const wanted = Math.min(Math.ceil(testShare * found.length), found.length - 1);
  const train: number[] = [];
  const test: number[] = [];
  randomSource(seed)
    .permutation(found.length)
    .forEach((group, place) => {
      const side = place < wanted ? test : train;
      for (const row of found[group]?.rows ?? []) side.push(row);
    });
  return { train: Int32Array.from(train).sort(), test: Int32Array.from(test).sort() };
}
