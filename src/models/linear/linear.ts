import { ArgumentError } from "../../core/errors.js";
import { type LeastSquaresSolution, leastSquares } from "../../stats/linear/least-squares.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFit, checkSquarable, getWeights } from "../check-fit.js";
import type { FitOptions, Model } from "../model.js";
import { centred } from "./centred.js";
import { crossProducts } from "./cross-products.js";
import { type FittedLinear, toFittedLinear } from "./fitted-linear.js";
import { solveProducts } from "./solve-products.js";

/** Linear regression settings. */
export interface Linear extends Model {
  fit(matrix: Matrix, target: Float64Array, options?: FitOptions): FittedLinear;
}

/**
 * Linear regression with an intercept, on centred columns of unit length, so it is accurate for years and epoch
 * milliseconds too: by Cholesky with iterative refinement, or by QR where columns are nearly dependent.
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
      checkSquarable("linear", matrix);
      if (matrix.columns.length >= matrix.rowCount) {
        throw new ArgumentError(
          `linear: expected more rows than columns, got ${matrix.rowCount} rows and ${matrix.columns.length} columns; select fewer columns or use ridge`,
        );
      }
      const weights = options && getWeights("linear", matrix.rowCount, options);
      const summed = crossProducts(matrix, target, weights);
      const found = solveProducts(summed, 0, Number.EPSILON * matrix.rowCount);
      const { coefficients, dependent } = found ?? solveByQr(matrix, target, weights);
      const names = dependent.map((index) => matrix.names[summed.indices[index]]);
      return toFittedLinear(summed, coefficients, names);
    },
  };
}

function solveByQr(matrix: Matrix, target: Float64Array, weights: Float64Array | undefined): LeastSquaresSolution {
  const training = centred(matrix, target, weights);
  return leastSquares(training.columns, training.target);
}
