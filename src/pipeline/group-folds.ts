import { ArgumentError } from "../core/errors.js";
import { isTable, type TableSource } from "../table/frame-like.js";
import { checkFoldCount, toFolds } from "./random-folds.js";
import { rowLabels } from "./row-labels.js";
import { rowsByClass } from "./stratified-split.js";
import type { Split } from "./time-split.js";

/**
 * Folds that have all rows of a group on one side, such as rows of one station or one customer, as row indexes of a
 * table (`by` names the column of the groups) or of an array of groups. The largest groups are dealt first, each to the
 * fold with the fewest rows, so that folds are of about equal size; nothing is drawn at random.
 *
 * @throws ArgumentError for more folds than groups.
 * @example groupFolds(["a", "a", "b", "c"], { folds: 2 })[0].test // [0, 1]
 */
export function groupFolds(groups: ArrayLike<number | string>, options: { readonly folds: number }): readonly Split[];
export function groupFolds(
  source: TableSource,
  options: { readonly folds: number; readonly by: string },
): readonly Split[];
export function groupFolds(
  source: TableSource | ArrayLike<number | string>,
  { folds, by }: { readonly folds: number; readonly by?: string | undefined },
): readonly Split[] {
  if (isTable(source) && by === undefined)
    throw new ArgumentError(`groupFolds: name the column of the groups as by; for example { by: "station" }`);
  const groups = isTable(source) ? rowLabels("groupFolds", source, by ?? "") : source;
  const found = rowsByClass("groupFolds", groups, 1);
  checkFoldCount("groupFolds", folds, found.length, "groups");
  const sizes = new Array<number>(folds).fill(0);
  const foldOfRow = new Int32Array(groups.length);
  for (const { rows } of [...found].sort((a, b) => b.rows.length - a.rows.length)) {
    const fold = sizes.indexOf(Math.min(...sizes));
    sizes[fold] = (sizes[fold] ?? 0) + rows.length;
    for (const row of rows) foldOfRow[row] = fold;
  }
  return toFolds(foldOfRow, folds);
}
