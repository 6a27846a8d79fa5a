import { ArgumentError } from "../core/errors.js";
import { randomSource } from "../core/random-source.js";
import type { Split } from "./time-split.js";

export interface RandomFoldsOptions {
  /** Number of folds, at least 2. */
  readonly folds: number;
  /** Seed of the draw; without one the folds are blocks of rows in table order, as scikit-learn's KFold. */
  readonly seed?: number;
}

/**
 * Folds that test every row once and learn from all others: blocks in table order, or drawn at random with a seed.
 *
 * Rows of a time series belong into `timeFolds`.
 *
 * @example randomFolds(5, { folds: 2 })[0].test // [0, 1, 2]
 */
export function randomFolds(rowCount: number, { folds, seed }: RandomFoldsOptions): readonly Split[] {
  checkFoldCount("randomFolds", folds, rowCount, "rows");
  const order =
    seed === undefined
      ? Int32Array.from({ length: rowCount }, (_, row) => row)
      : randomSource(seed).permutation(rowCount);
  const foldOf = new Int32Array(rowCount);
  order.forEach((row, place) => {
    foldOf[row] = foldAt(place, rowCount, folds);
  });
  return foldsFrom(foldOf, folds);
}

/** The fold of a place when the first folds get one row more than the others, as scikit-learn's KFold cuts. */
export function foldAt(place: number, count: number, folds: number): number {
  const size = Math.floor(count / folds);
  const larger = count % folds;
  const start = larger * (size + 1);
  return place < start ? Math.floor(place / (size + 1)) : larger + Math.floor((place - start) / size);
}

/** Splits from the fold that tests each row. */
export function foldsFrom(foldOf: Int32Array, folds: number): readonly Split[] {
  return Array.from({ length: folds }, (_, fold) => {
    const train: number[] = [];
    const test: number[] = [];
    foldOf.forEach((own, row) => {
      (own === fold ? test : train).push(row);
    });
    return { train: Int32Array.from(train), test: Int32Array.from(test) };
  });
}

/** Refuses a number of folds that is below 2 or above the number of things to deal out. */
export function checkFoldCount(caller: string, folds: number, count: number, things: string): void {
  if (!Number.isInteger(folds) || folds < 2) {
    throw new ArgumentError(`${caller}: folds must be a whole number of at least 2, got ${folds}`);
  }
  if (folds > count) {
    throw new ArgumentError(`${caller}: ${folds} folds of ${count} ${things} leave a fold empty; ask for fewer folds`);
  }
}
