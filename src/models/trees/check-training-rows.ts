import { ArgumentError } from "../../core/errors.js";
import { checkClassWeights } from "../check-fit.js";
import type { EncodedTarget } from "../target-classes.js";

/** Refuses indices of training rows that a matrix of `rowCount` rows does not have, or none. */
export function checkRows(rows: Int32Array, rowCount: number): void {
  if (rows.length === 0)
    throw new ArgumentError("gradientBoosting: options.rows is empty; give at least one training row");
  if (rows.length > rowCount) {
    throw new ArgumentError(
      `gradientBoosting: options.rows has ${rows.length} rows, the matrix ${rowCount}; list each row once`,
    );
  }
  const bad = rows.find((row) => row < 0 || row >= rowCount);
  if (bad !== undefined)
    throw new ArgumentError(
      `gradientBoosting: options.rows has row index ${bad}, the matrix has ${rowCount} rows; give indexes of its rows`,
    );
}

/** Refuses rows that have no weight, all of them or those of a class. */
export function checkRowWeights({ classes, target }: EncodedTarget, weights: Float64Array, rows: Int32Array): void {
  const rowWeights = Float64Array.from(rows, (row) => weights[row]);
  if (rowWeights.every((weight) => weight === 0)) {
    throw new ArgumentError("gradientBoosting: every weight is 0; give some rows a weight above 0");
  }
  const codes = Int32Array.from(rows, (row) => target[row]);
  if (classes.length > 0) checkClassWeights("gradientBoosting", classes, codes, rowWeights);
}
