import { checkInteger } from "../core/check-integer.js";
import { ArgumentError } from "../core/errors.js";
import { rowNumbers } from "../core/map-numbers.js";
import { randomSource } from "../core/random-source.js";
import { countRows, type TableSource } from "../table/frame-like.js";
import type { Split } from "./time-split.js";

/** How rows are dealt to folds. */
export interface RandomFoldsOptions {
  /** Number of folds, at least 2. */
  readonly folds: number;
  /**
   * Seed of the draw.
   * @default none: the folds are blocks of rows in table order, as scikit-learn's KFold
   */
  readonly seed?: number | undefined;
}

/**
 * Folds that test every row once and learn from all others, as row indexes of a table or of a number of rows: blocks in
 * table order, or drawn at random with a seed. Rows of a time series belong into `timeFolds`.
 *
 * @throws ArgumentError for fewer than 2 folds or more folds than rows.
 * @example randomFolds(5, { folds: 2 })[0].test // [0, 1, 2]
 */
export function randomFolds(source: TableSource | number, { folds, seed }: RandomFoldsOptions): readonly Split[] {
  const rowCount = typeof source === "number" ? source : countRows(source);
  checkFoldCount("randomFolds", folds, rowCount, "rows");
  const order = seed === undefined ? rowNumbers(rowCount) : randomSource(seed, "randomFolds").permutation(rowCount);
  const foldOfRow = new Int32Array(rowCount);
  order.forEach((row, position) => {
    foldOfRow[row] = getFold(position, rowCount, folds);
  });
  return toFolds(foldOfRow, folds);
}

/** The fold of a position when the first folds get one row more than the others, as scikit-learn's KFold cuts. */
export function getFold(position: number, count: number, folds: number): number {
  const size = Math.floor(count / folds);
  const larger = count % folds;
  const start = larger * (size + 1);
  return position < start ? Math.floor(position / (size + 1)) : larger + Math.floor((position - start) / size);
}

/** Splits from the fold that tests each row. */
export function toFolds(foldOfRow: Int32Array, folds: number): readonly Split[] {
  return Array.from({ length: folds }, (_, fold) => {
    const train: number[] = [];
    const test: number[] = [];
    foldOfRow.forEach((own, row) => {
      (own === fold ? test : train).push(row);
    });
    return { train: Int32Array.from(train), test: Int32Array.from(test) };
  });
}

/** Refuses a number of folds that is below 2 or above the number of things to deal out. */
export function checkFoldCount(caller: string, folds: number, count: number, things: string): void {
  checkInteger(caller, "folds", folds, 2, "pass folds: 5");
  if (folds > count) {
    throw new ArgumentError(`${caller}: ${folds} folds of ${count} ${things} leave a fold empty; use fewer folds`);
  }
}
