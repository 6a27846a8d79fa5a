import { ArgumentError } from "../../core/errors.js";
import { leastSquares } from "../../stats/linear/least-squares.js";
import { shortestSolution } from "../../stats/linear/shortest-solution.js";
import { checkComplete, checkedWeights, checkFit } from "../check-fit.js";
import { type Centred, centred } from "./centred.js";
import { type FittedLinear, fittedLinear } from "./fitted-linear.js";
import type { Linear } from "./linear.js";

/**
 * Linear regression that also keeps coefficients small: it minimises squared errors + alpha x sum of squared coefficients, as
 * scikit-learn's Ridge. The intercept is not penalised.
 *
 * Coefficients are in the columns' own units, so columns of different scale are held back differently: put `standardScale` before it.
 * More columns than rows are fine. A constant column gets coefficient 0. Rows can have weights. Missing values are refused.
 *
 * @example ridge({ alpha: 0.1 }).kind // "ridge"
 */
export function ridge({ alpha }: { readonly alpha: number }): Linear {
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new ArgumentError(`ridge: alpha must be above 0, got ${alpha}; for no penalty use linear`);
  }
  return {
    kind: "ridge",
    fit(matrix, target, options): FittedLinear {
      checkFit("ridge", matrix, target);
      checkComplete("ridge", matrix);
      const training = centred(matrix, target, options && checkedWeights("ridge", matrix.rowCount, options));
      const own = training.columns.length < matrix.rowCount ? tall(training, alpha) : wide(training, alpha);
      const coefficients = new Float64Array(matrix.names.length);
      training.places.forEach((place, index) => {
        coefficients[place] = own[index];
      });
      return fittedLinear({ ...training, coefficients, leftOut: training.constant });
    },
  };
}

/** Least squares on the rows with one more row per column that pulls its coefficient to 0. */
function tall({ columns, target }: Centred, alpha: number): Float64Array {
  const rowCount = target.length;
  const pull = Math.sqrt(alpha);
  const extended = columns.map((column, place) => {
    const longer = new Float64Array(rowCount + columns.length);
    longer.set(column);
    longer[rowCount + place] = pull;
    return longer;
  });
  const right = new Float64Array(rowCount + columns.length);
  right.set(target);
  return leastSquares(extended, right, { tolerance: 0 }).coefficients;
}

/** The same coefficients from one equation per row: the shortest w and e with X w + sqrt(alpha) e = y. Cheap when columns outnumber rows. */
function wide({ columns, target }: Centred, alpha: number): Float64Array {
  const pull = Math.sqrt(alpha);
  const rows = Array.from(target, (_, row) => {
    const equation = new Float64Array(columns.length + target.length);
    columns.forEach((column, place) => {
      equation[place] = column[row];
    });
    equation[columns.length + row] = pull;
    return equation;
  });
  return shortestSolution(rows, target).subarray(0, columns.length);
}
