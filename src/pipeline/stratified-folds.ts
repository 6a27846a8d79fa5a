import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import { isTable, type TableSource } from "../table/frame-like.js";
import { checkFoldCount, toFolds } from "./random-folds.js";
import { rowLabels } from "./row-labels.js";
import { rowsByClass } from "./stratified-split.js";
import type { Split } from "./time-split.js";

/** How the rows of each class are dealt to folds. */
export interface StratifiedFoldsOptions {
  /** Number of folds, at least 2. */
  readonly folds: number;
  /** Seed of the draw. */
  readonly seed: number;
}

/**
 * Folds that test every row once, each with its share of every class, as row indexes of a table (`by` names the column
 * of the classes) or of an array of classes. A class needs as many rows as there are folds.
 *
 * @throws ArgumentError for a class with fewer rows than folds.
 * @example stratifiedFolds([0, 0, 1, 1], { folds: 2, seed: 1 })[0].test.length // 2
 */
export function stratifiedFolds(classes: ArrayLike<number | string>, options: StratifiedFoldsOptions): readonly Split[];
export function stratifiedFolds(
  source: TableSource,
  options: StratifiedFoldsOptions & { readonly by: string },
): readonly Split[];
export function stratifiedFolds(
  source: TableSource | ArrayLike<number | string>,
  { folds, seed, by }: StratifiedFoldsOptions & { readonly by?: string | undefined },
): readonly Split[] {
  if (isTable(source) && by === undefined) {
    throw new ArgumentError(`stratifiedFolds: name the column of the classes as by; for example { by: "arrest" }`);
  }
  const classes = isTable(source) ? rowLabels("stratifiedFolds", source, by ?? "") : source;
  checkFoldCount("stratifiedFolds", folds, classes.length, "rows");
  const random = randomSource(seed, "stratifiedFolds");
  const foldOfRow = new Int32Array(classes.length);
  // Each class continues at the fold after the last one's end, so that the folds are of about equal size.
  let next = 0;
  for (const { rows } of rowsByClass("stratifiedFolds", classes, folds)) {
    for (const from of random.permutation(rows.length)) foldOfRow[rows[from] as number] = next++ % folds;
  }
  return toFolds(foldOfRow, folds);
}
