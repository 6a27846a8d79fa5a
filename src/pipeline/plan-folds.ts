import { ArgumentError } from "../core/errors.js";
import { countRows, type TableSource } from "../table/frame-like.js";
import { groupFolds } from "./group-folds.js";
import { randomFolds } from "./random-folds.js";
import { timeColumns } from "./row-times.js";
import { stratifiedFolds } from "./stratified-folds.js";
import type { TargetValues } from "./target-column.js";
import { timeFolds } from "./time-folds.js";
import type { Split } from "./time-split.js";

/** How the folds of a table are chosen. */
export interface FoldOptions {
  /**
   * Row indexes, from `timeFolds`, `stratifiedFolds`, `groupFolds` or `randomFolds`; or a number of folds. A number
   * makes folds in time order where the table has a time column, groups apart where `groups` is given, else folds with
   * the share of each class, else random ones.
   * @default 3
   */
  readonly folds?: number | readonly Split[] | undefined;
  /** Name of the time column, where the table has several. */
  readonly time?: string | undefined;
  /** Name of a column whose rows of one value stay on one side, such as a customer. */
  readonly groups?: string | undefined;
  /**
   * Seed of folds that are drawn at random.
   * @default 0
   */
  readonly seed?: number | undefined;
}

/** The folds of a table. */
export function planFolds(
  caller: string,
  source: TableSource,
  { values, labels }: TargetValues,
  { folds = 3, time, groups, seed = 0 }: FoldOptions,
): readonly Split[] {
  if (typeof folds !== "number") {
    if (folds.length === 0) throw new ArgumentError(`${caller}: folds is empty; give at least one`);
    return folds;
  }
  if (groups !== undefined) return groupFolds(source, { folds, by: groups });
  const times = timeColumns(source);
  if (time !== undefined || times.length === 1) return timeFolds(source, { folds, time });
  if (times.length > 1) {
    throw new ArgumentError(`${caller}: the table has the time columns ${times.join(", ")}; name one as time`);
  }
  const isClass = labels !== undefined || values.every((value) => value === 0 || value === 1);
  if (isClass) return stratifiedFolds(values, { folds, seed });
  return randomFolds(countRows(source), { folds, seed });
}

/** Refuses folds without rows, and folds that test on rows they learn from. */
export function checkFolds(caller: string, folds: readonly Split[], rowCount: number): void {
  folds.forEach(({ train, test }, index) => {
    if (train.length === 0 || test.length === 0) {
      throw new ArgumentError(
        `${caller}: fold ${index + 1} has no rows to ${train.length === 0 ? "learn from" : "test on"}; use fewer folds or more rows`,
      );
    }
    const learned = new Uint8Array(rowCount);
    for (const row of [...train, ...test]) {
      if (row < 0 || row >= rowCount) {
        throw new ArgumentError(
          `${caller}: fold ${index + 1} has row ${row}, the table has ${rowCount} rows; make the folds from this table`,
        );
      }
    }
    for (const row of train) learned[row] = 1;
    const shared = test.find((row) => learned[row] === 1);
    if (shared !== undefined) {
      throw new ArgumentError(
        `${caller}: fold ${index + 1} learns from row ${shared} and tests on it; a row can only be on one side`,
      );
    }
  });
}
