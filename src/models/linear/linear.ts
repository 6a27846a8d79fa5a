import { ArgumentError } from "../../core/errors.js";
import { leastSquares } from "../../stats/linear/least-squares.js";
import type { Matrix } from "../../table/matrix.js";
import { checkComplete, checkedWeights, checkFit } from "../check-fit.js";
import type { FitOptions, Model } from "../model.js";
import { centred } from "./centred.js";
import { type FittedLinear, fittedLinear } from "./fitted-linear.js";

/** Linear regression settings. */
export interface Linear extends Model {
  fit(matrix: Matrix, target: Float64Array, options?: FitOptions): FittedLinear;
}

/**
 * Linear regression with an intercept, by QR on centred columns of length 1, so it holds on columns such as years and epoch milliseconds.
 *
 * A constant column, or one that others already span, gets coefficient 0 and is named in `leftOut`. There must be more rows than
 * columns; with fewer rows take `ridge`. Rows can have weights. Missing values are refused.
 *
 * @example linear().kind // "linear"
 */
export function linear(): Linear {
  return {
    kind: "linear",
    fit(matrix, target, options) {
      checkFit("linear", matrix, target);
      checkComplete("linear", matrix);
      if (matrix.columns.length >= matrix.rowCount) {
        throw new ArgumentError(
          `linear: ${matrix.columns.length} columns and ${matrix.rowCount} rows, there must be more rows than columns; select fewer columns or use ridge`,
        );
      }
      const training = centred(matrix, target, options && checkedWeights("linear", matrix.rowCount, options));
      const solution = leastSquares(training.columns, training.target);
      const coefficients = new Float64Array(matrix.names.length);
      training.places.forEach((place, index) => {
        coefficients[place] = solution.coefficients[index];
      });
      const dependent = solution.dependent.map((index) => matrix.names[training.places[index] ?? -1] ?? "");
      return fittedLinear({ ...training, coefficients, leftOut: [...training.constant, ...dependent] });
    },
  };
}
