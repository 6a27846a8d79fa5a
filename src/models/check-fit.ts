import { ArgumentError } from "../core/errors.js";
import type { Matrix } from "../table/matrix.js";
import type { FitOptions } from "./model.js";

/** Refuses training rows that no model can learn from: none at all, a target of another length, a target that is not finite. */
export function checkFit(caller: string, matrix: Matrix, target: Float64Array): void {
  if (matrix.rowCount === 0) throw new ArgumentError(`${caller}: there are no training rows`);
  checkTarget(caller, matrix.rowCount, target);
}

/** Refuses weights, for a model that cannot weigh rows and must not leave them out in silence. */
export function refuseWeights(caller: string, options: FitOptions | undefined): void {
  if (options?.weights === undefined) return;
  throw new ArgumentError(`${caller}: cannot weigh rows; leave weights out, or use a model that can, such as logistic`);
}

/** The weights of the rows, each 1 by default; refuses others than finite numbers of at least 0 that do not all vanish. */
export function checkedWeights(caller: string, rowCount: number, options: FitOptions | undefined): Float64Array {
  const weights = options?.weights ?? new Float64Array(rowCount).fill(1);
  if (weights.length !== rowCount) {
    throw new ArgumentError(`${caller}: ${weights.length} weights for ${rowCount} rows; give one weight per row`);
  }
  const bad = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (bad >= 0) {
    throw new ArgumentError(`${caller}: the weight is ${weights[bad]} at row index ${bad}; a weight is 0 or more`);
  }
  if (weights.every((weight) => weight === 0)) throw new ArgumentError(`${caller}: every weight is 0`);
  return weights;
}

/** Refuses a target with another number of values than rows, or with a value that is not finite. */
export function checkTarget(caller: string, rowCount: number, target: Float64Array): void {
  if (target.length !== rowCount) {
    throw new ArgumentError(`${caller}: the target has ${target.length} values for ${rowCount} rows`);
  }
  const bad = target.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new ArgumentError(
      `${caller}: the target is ${target[bad]} at row index ${bad}; leave rows without a finite target out before fitting`,
    );
  }
}

/** Refuses a matrix whose columns are not the ones the model was fitted on, in their order. */
export function checkFeatures(caller: string, featureNames: readonly string[], matrix: Matrix): void {
  const { names } = matrix;
  if (names.length === featureNames.length && names.every((name, place) => name === featureNames[place])) return;
  const missing = featureNames.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new ArgumentError(
      `${caller}: no column ${missing.map((name) => `"${name}"`).join(", ")}; the model was fitted on ${featureNames.join(", ")}`,
    );
  }
  const extra = names.find((name) => !featureNames.includes(name));
  if (extra !== undefined) throw new ArgumentError(`${caller}: column "${extra}" was not there at fit; leave it out`);
  const moved = featureNames.findIndex((name, place) => names[place] !== name);
  if (moved >= 0 || names.length !== featureNames.length) {
    throw new ArgumentError(
      `${caller}: column ${moved} is "${names[moved]}", the model was fitted with "${featureNames[moved]}" there; keep the order of fit`,
    );
  }
}

/** Refuses a missing or infinite value, naming column and row, for models that cannot use one. */
export function checkComplete(caller: string, matrix: Matrix): void {
  matrix.columns.forEach((values, place) => {
    // A plain loop: this walk over every value is a tenth of a fast fit.
    let bad = 0;
    while (bad < values.length && Number.isFinite(values[bad])) bad++;
    if (bad < values.length) {
      throw new ArgumentError(
        `${caller}: column "${matrix.names[place]}" is ${values[bad]} at row index ${bad}; impute it or leave those rows out`,
      );
    }
  });
}

/** The column of a matrix called `name`. */
export function matrixColumn(caller: string, matrix: Matrix, name: string): Float64Array {
  const column = matrix.columns[matrix.names.indexOf(name)];
  if (column === undefined) {
    throw new ArgumentError(`${caller}: no column "${name}"; there are ${matrix.names.join(", ")}`);
  }
  return column;
}
