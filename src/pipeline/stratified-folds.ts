import { randomSource } from "../core/random-source.js";
import { checkFoldCount, foldsFrom } from "./random-folds.js";
import { rowsByClass } from "./stratified-split.js";
import type { Split } from "./time-split.js";

/**
 * Folds that test every row once, each with its share of every class; a class needs as many rows as there are folds.
 *
 * @example stratifiedFolds([0, 0, 1, 1], { folds: 2, seed: 1 })[0].test.length // 2
 */
export function stratifiedFolds(
  classes: ArrayLike<number | string>,
  { folds, seed }: { readonly folds: number; readonly seed: number },
): readonly Split[] {
  checkFoldCount("stratifiedFolds", folds, classes.length, "rows");
  const random = randomSource(seed);
  const foldOf = new Int32Array(classes.length);
  // Classes are dealt out one after the other without starting again, so that the folds are of about equal size.
  let next = 0;
  for (const { rows } of rowsByClass("stratifiedFolds", classes, folds)) {
    for (const from of random.permutation(rows.length)) foldOf[rows[from]] = next++ % folds;
  }
  return foldsFrom(foldOf, folds);
}
