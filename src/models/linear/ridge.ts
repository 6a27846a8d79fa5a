import { ArgumentError } from "../../core/errors.js";
import { leastSquares } from "../../stats/linear/least-squares.js";
import { shortestSolution } from "../../stats/linear/shortest-solution.js";
import { checkFit, checkSquarable, getWeights } from "../check-fit.js";
import { type Centred, centred } from "./centred.js";
import { crossProducts } from "./cross-products.js";
import { type FittedLinear, toFittedLinear } from "./fitted-linear.js";
import type { Linear } from "./linear.js";
import { solveProducts } from "./solve-products.js";

/**
 * Linear regression with a penalty on large coefficients: it minimises squared errors + alpha x sum of squared
 * coefficients, as scikit-learn's Ridge. The intercept is not penalised.
 *
 * The penalty depends on the columns' units: put `standardScale` before it. More columns than rows are fine. A constant
 * column gets coefficient 0. Rows can have weights. Missing values are refused.
 *
 * @example ridge({ alpha: 0.1 }).kind // "ridge"
 */
export function ridge({ alpha }: { readonly alpha: number }): Linear {
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new ArgumentError(`ridge: expected alpha to be > 0, got ${alpha}; use linear for no penalty`);
  }
  return {
    kind: "ridge",
    fit(matrix, target, options): FittedLinear {
      checkFit("ridge", matrix, target);
      checkSquarable("ridge", matrix);
      const weights = options && getWeights("ridge", matrix.rowCount, options);
      const summed = matrix.columns.length < matrix.rowCount ? crossProducts(matrix, target, weights) : undefined;
      const found = summed && solveProducts(summed, alpha);
      if (summed && found) return toFittedLinear(summed, found.coefficients);
      const training = centred(matrix, target, weights);
      const isTall = training.columns.length < matrix.rowCount;
      return toFittedLinear(training, isTall ? solveTall(training, alpha) : solveWide(training, alpha));
    },
  };
}

/** Least squares on the rows and one additional row per column with target 0 for its coefficient. */
function solveTall({ columns, target }: Centred, alpha: number): Float64Array {
  const rowCount = target.length;
  const pull = Math.sqrt(alpha);
  const extended = columns.map((column, index) => {
    const longer = new Float64Array(rowCount + columns.length);
    longer.set(column);
    longer[rowCount + index] = pull;
    return longer;
  });
  const right = new Float64Array(rowCount + columns.length);
  right.set(target);
  return leastSquares(extended, right, { tolerance: 0 }).coefficients;
}

/**
 * The same solution from one equation per row: the shortest w and e with X w + sqrt(alpha) e = y. Fast with more
 * columns than rows.
 */
function solveWide({ columns, target }: Centred, alpha: number): Float64Array {
  const pull = Math.sqrt(alpha);
  const rows = Array.from(target, (_, row) => {
    const equation = new Float64Array(columns.length + target.length);
    columns.forEach((column, index) => {
      equation[index] = column[row];
    });
    equation[columns.length + row] = pull;
    return equation;
  });
  return shortestSolution(rows, target).subarray(0, columns.length);
}
