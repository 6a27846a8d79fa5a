import { checkFoldCount, foldsFrom } from "./random-folds.js";
import { rowsByClass } from "./stratified-split.js";
import type { Split } from "./time-split.js";

/**
 * Folds in which no group stands on both sides, such as rows of one station or one customer. The largest groups are dealt out first,
 * each to the fold with the fewest rows, so that folds are of about equal size; nothing is drawn at random.
 *
 * @example groupFolds(["a", "a", "b", "c"], { folds: 2 })[0].test // [0, 1]
 */
export function groupFolds(
  groups: ArrayLike<number | string>,
  { folds }: { readonly folds: number },
): readonly Split[] {
  const found = rowsByClass("groupFolds", groups, 1);
  checkFoldCount("groupFolds", folds, found.length, "groups");
  const sizes = new Array<number>(folds).fill(0);
  const foldOf = new Int32Array(groups.length);
  for (const { rows } of [...found].sort((a, b) => b.rows.length - a.rows.length)) {
    const fold = sizes.indexOf(Math.min(...sizes));
    sizes[fold] = (sizes[fold] ?? 0) + rows.length;
    for (const row of rows) foldOf[row] = fold;
  }
  return foldsFrom(foldOf, folds);
}
