import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import { isTable, type TableSource } from "../table/frame-like.js";
import { checkTestShare } from "./random-split.js";
import { rowLabels } from "./row-labels.js";
import { rowsByClass } from "./stratified-split.js";
import { splitTable } from "./table-split.js";
import type { Split, TableSplit } from "./time-split.js";

/** How groups are drawn to test on. */
export interface GroupSplitOptions {
  /**
   * Share of the groups to test on, rounded up.
   * @default 0.2
   */
  readonly testShare?: number | undefined;
  /** Seed of the draw. */
  readonly seed: number;
}

/**
 * Groups drawn at random to test on, the others to learn from, so that all rows of a group are on one side: two frames
 * of a frame, two columns of columns, row indexes of an array of groups.
 *
 * @throws ArgumentError when all rows are of one group.
 * @example groupSplit(["a", "a", "b", "b"], { testShare: 0.5, seed: 1 }).test.length // 2
 */
export function groupSplit(groups: ArrayLike<number | string>, options: GroupSplitOptions): Split;
export function groupSplit<Source extends TableSource>(
  source: Source,
  options: GroupSplitOptions & { readonly by: string },
): TableSplit<Source>;
export function groupSplit<Source extends TableSource>(
  source: Source | ArrayLike<number | string>,
  options: GroupSplitOptions & { readonly by?: string | undefined },
): Split | TableSplit<Source> {
  if (!isTable(source)) return splitGroups(source as ArrayLike<number | string>, options);
  if (options.by === undefined)
    throw new ArgumentError(`groupSplit: name the column of the groups as by; for example { by: "station" }`);
  return splitTable(source, splitGroups(rowLabels("groupSplit", source, options.by), options));
}

function splitGroups(groups: ArrayLike<number | string>, { testShare = 0.2, seed }: GroupSplitOptions): Split {
  checkTestShare("groupSplit", testShare);
  const found = rowsByClass("groupSplit", groups, 1);
  if (found.length < 2) {
    throw new ArgumentError(
      `groupSplit: all rows are of group ${found[0]?.name}, at least 2 groups are needed; give rows of more groups, or use randomSplit`,
    );
  }
  const testCount = Math.min(Math.ceil(testShare * found.length), found.length - 1);
  const train: number[] = [];
  const test: number[] = [];
  randomSource(seed, "groupSplit")
    .permutation(found.length)
    .forEach((group, position) => {
      const side = position < testCount ? test : train;
      for (const row of found[group]?.rows ?? []) side.push(row);
    });
  return { train: Int32Array.from(train).sort(), test: Int32Array.from(test).sort() };
}
