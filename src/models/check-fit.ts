import { ArgumentError } from "../core/errors.js";
import { largestSquared } from "../core/largest-squared.js";
import type { Matrix } from "../table/matrix.js";
import type { FitOptions } from "./model.js";

/** Refuses training rows that no model can use: none, a target of another length, not finite or too large. */
export function checkFit(caller: string, matrix: Matrix, target: Float64Array): void {
  if (matrix.rowCount === 0)
    throw new ArgumentError(`${caller}: the matrix has no rows; give at least one training row`);
  checkTarget(caller, matrix.rowCount, target);
}

/** Refuses weights, for a model that does not support them and must not ignore them silently. */
export function refuseWeights(caller: string, options: FitOptions | undefined): void {
  if (options?.weights === undefined) return;
  throw new ArgumentError(
    `${caller}: weights are not supported; leave them out, or use a model that supports them, such as logistic`,
  );
}

/** The weights of the rows, each 1 by default; refuses negative and huge weights, and weights that are all 0. */
export function getWeights(caller: string, rowCount: number, options: FitOptions | undefined): Float64Array {
  const weights = options?.weights;
  if (weights === undefined) return new Float64Array(rowCount).fill(1);
  if (weights.length !== rowCount) {
    throw new ArgumentError(
      `${caller}: expected one weight per row (${rowCount}), got ${weights.length}; give an array as long as the table`,
    );
  }
  let bad = 0;
  while (bad < weights.length && weights[bad] >= 0 && weights[bad] <= largestSquared) bad++;
  if (bad < weights.length) {
    throw new ArgumentError(
      `${caller}: expected weights >= 0${weights[bad] > 0 ? ` and <= ${largestSquared}` : ""}, got ${weights[bad]} at row index ${bad}; remove the row`,
    );
  }
  if (weights.every((weight) => weight === 0))
    throw new ArgumentError(`${caller}: every weight is 0; give some rows a weight above 0`);
  return weights;
}

/** Refuses a class of which every row has weight 0, for models that learn from each class apart. */
export function checkClassWeights(
  caller: string,
  classes: readonly number[],
  codes: Int32Array,
  weights: Float64Array,
): void {
  const hasWeight = new Uint8Array(classes.length);
  for (let row = 0; row < codes.length; row++) if (weights[row] > 0) hasWeight[codes[row]] = 1;
  const empty = classes.find((_, code) => hasWeight[code] === 0);
  if (empty === undefined) return;
  throw new ArgumentError(
    `${caller}: every row of class ${empty} has weight 0; remove the class or give some of its rows a weight above 0`,
  );
}

/** Refuses a target with another number of values than rows, or with a value that is not finite or too large. */
export function checkTarget(caller: string, rowCount: number, target: Float64Array): void {
  if (target.length !== rowCount) {
    throw new ArgumentError(
      `${caller}: expected one target value per row (${rowCount}), got ${target.length}; give an array as long as the table`,
    );
  }
  let bad = 0;
  while (bad < target.length && Math.abs(target[bad]) <= largestSquared) bad++;
  if (bad < target.length) {
    const fix = Number.isFinite(target[bad])
      ? ", too large to be squared; divide the target by a constant"
      : "; remove the rows without a finite target";
    throw new ArgumentError(`${caller}: the target is ${target[bad]} at row index ${bad}${fix}`);
  }
}

/** Refuses a matrix whose columns are not those that the model was fitted on, in the same order. */
export function checkFeatures(caller: string, featureNames: readonly string[], matrix: Matrix): void {
  const { names } = matrix;
  if (names.length === featureNames.length && names.every((name, index) => name === featureNames[index])) return;
  const missing = featureNames.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new ArgumentError(
      `${caller}: missing column ${missing.map((name) => `"${name}"`).join(", ")}; the model was fitted on ${featureNames.join(", ")}`,
    );
  }
  const extra = names.find((name) => !featureNames.includes(name));
  if (extra !== undefined)
    throw new ArgumentError(`${caller}: the model was fitted without column "${extra}"; remove it`);
  const moved = featureNames.findIndex((name, index) => names[index] !== name);
  if (moved >= 0 || names.length !== featureNames.length) {
    throw new ArgumentError(
      `${caller}: expected column "${featureNames[moved]}" at index ${moved}, got "${names[moved]}"; use the order of fit`,
    );
  }
}

/** Refuses a missing, infinite or too large value, naming column and row, for models that cannot use one. */
export function checkComplete(caller: string, matrix: Matrix, largest: number = Number.MAX_VALUE): void {
  matrix.columns.forEach((values, index) => {
    // A plain loop, as this check of every value takes a tenth of a fast fit.
    let bad = 0;
    while (bad < values.length && Math.abs(values[bad]) <= largest) bad++;
    if (bad < values.length) {
      throw new ArgumentError(
        `${caller}: column "${matrix.names[index]}" is ${values[bad]} at row index ${bad}${Number.isFinite(values[bad]) ? ", too large" : ""}; impute it or remove the rows`,
      );
    }
  });
}

/** Refuses values that are missing, infinite or too large to be squared, naming column and row. */
export function checkSquarable(caller: string, matrix: Matrix): void {
  matrix.columns.forEach((values, index) => {
    let bad = 0;
    while (bad < values.length && Math.abs(values[bad]) <= largestSquared) bad++;
    if (bad === values.length) return;
    checkComplete(caller, matrix);
    throw new ArgumentError(
      `${caller}: column "${matrix.names[index]}" is ${values[bad]} at row index ${bad}, too large to be squared; divide the column by a constant or remove the rows`,
    );
  });
}

/** The column of a matrix called `name`. */
export function getMatrixColumn(caller: string, matrix: Matrix, name: string): Float64Array {
  const column = matrix.columns[matrix.names.indexOf(name)];
  if (column === undefined) {
    throw new ArgumentError(`${caller}: unknown column "${name}"; the columns are ${matrix.names.join(", ")}`);
  }
  return column;
}
