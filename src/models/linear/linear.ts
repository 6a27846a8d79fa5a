import { ArgumentError } from "../../core/errors.js";
import { leastSquares } from "../../stats/linear/least-squares.js";
import type { Matrix } from "../../table/matrix.js";
import { checkComplete, checkFit, getWeights } from "../check-fit.js";
import type { FitOptions, Model } from "../model.js";
import { centred } from "./centred.js";
import { type FittedLinear, fittedLinear } from "./fitted-linear.js";

/** Linear regression settings. */
export interface Linear extends Model {
  fit(matrix: Matrix, target: Float64Array, options?: FitOptions): FittedLinear;
}

/**
 * Linear regression with an intercept, by QR on centred columns of unit length, so it is accurate for years and epoch
 * milliseconds too.
 *
 * A constant column, or one that depends linearly on others, gets coefficient 0 and is listed in `leftOut`. There must
 * be more rows than columns; with fewer rows use `ridge`. Rows can have weights. Missing values are refused.
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
          `linear: expected more rows than columns, got ${matrix.rowCount} rows and ${matrix.columns.length} columns; select fewer columns or use ridge`,
        );
      }
      const training = centred(matrix, target, options && getWeights("linear", matrix.rowCount, options));
      const solution = leastSquares(training.columns, training.target);
      const coefficients = new Float64Array(matrix.names.length);
      training.indices.forEach((column, index) => {
        coefficients[column] = solution.coefficients[index];
      });
      const dependent = solution.dependent.map((index) => matrix.names[training.indices[index] ?? -1] ?? "");
      return fittedLinear({ ...training, coefficients, leftOut: [...training.constant, ...dependent] });
    },
  };
}
