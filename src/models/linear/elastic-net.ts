import { ArgumentError, FailedError } from "../../core/errors.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { checkFit, checkSquarable, getWeights } from "../check-fit.js";
import { type Centred, centred } from "./centred.js";
import { type CrossProducts, crossProducts } from "./cross-products.js";
import { type FittedLinear, toFittedLinear } from "./fitted-linear.js";
import type { Linear } from "./linear.js";

export interface ElasticNetOptions {
  /** Strength of the penalty, above 0. */
  readonly alpha: number;
  /** Share of the penalty of |coefficient|, above 0 and at most 1; the rest is for its square. @default 0.5 */
  readonly l1Share?: number | undefined;
}

/**
 * Linear regression with sparse coefficients: it minimises squared errors / (2 rows) + alpha x (l1Share x sum of |w| +
 * (1 - l1Share) / 2 x sum of w squared), as scikit-learn's ElasticNet. The intercept is not penalised.
 *
 * Coefficients are in the columns' own units, so put `standardScale` before it. Solved by coordinate descent until no
 * step changes predictions by more than 1e-10 of the target's spread. Constant columns get 0. Rows can have weights.
 * Missing values are refused.
 *
 * @example elasticNet({ alpha: 0.1, l1Share: 0.7 }).kind // "elasticNet"
 */
export function elasticNet({ alpha, l1Share = 0.5 }: ElasticNetOptions): Linear {
  return penalised("elasticNet", alpha, l1Share);
}

/** Linear regression with penalties, by coordinate descent; `kind` is the name of the public function. */
export function penalised(kind: string, alpha: number, l1Share: number): Linear {
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new ArgumentError(`${kind}: expected alpha to be > 0, got ${alpha}; use linear for no penalty`);
  }
  if (!(l1Share > 0 && l1Share <= 1)) {
    throw new ArgumentError(`${kind}: expected l1Share to be > 0 and <= 1, got ${l1Share}; use ridge for 0`);
  }
  return {
    kind,
    fit(matrix, target, options): FittedLinear {
      checkFit(kind, matrix, target);
      checkSquarable(kind, matrix);
      const weights = options && scaleToMeanOne(getWeights(kind, matrix.rowCount, options));
      const hard = alpha * l1Share * matrix.rowCount;
      const soft = alpha * (1 - l1Share) * matrix.rowCount;
      // With more columns than rows their products would be more numbers than the matrix.
      if (matrix.columns.length <= matrix.rowCount) {
        const training = crossProducts(matrix, target, weights);
        return toFittedLinear(training, descend(kind, productSlopes(training), hard, soft));
      }
      const training = centred(matrix, target, weights);
      return toFittedLinear(training, descend(kind, rowSlopes(training), hard, soft));
    },
  };
}

/** As in scikit-learn weights sum to the number of rows, so alpha has the same meaning with and without them. */
function scaleToMeanOne(weights: Float64Array): Float64Array {
  const mean = weights.reduce((total, weight) => total + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}

const maxPasses = 50_000;

/** Slopes of half the squared errors, downwards. */
interface Slopes {
  /** Squared length of each column. */
  readonly squares: Float64Array;
  readonly targetSquares: number;
  /** The product of a column and the residuals. */
  slope(column: number): number;
  /** Follows a step of a column's coefficient. */
  follow(column: number, step: number): void;
  /** Removes the rounding errors of all steps. */
  refresh(coefficients: Float64Array): void;
}

function productSlopes({ products, targetProducts, targetSquares, residualProducts }: CrossProducts): Slopes {
  const slopes = targetProducts.slice();
  return {
    squares: mapNumbers(products, (row, index) => row[index]),
    targetSquares,
    slope: (column) => slopes[column],
    follow(column, step) {
      const row = products[column];
      for (let other = 0; other < slopes.length; other++) slopes[other] -= step * row[other];
    },
    refresh: (coefficients) => slopes.set(residualProducts(coefficients)),
  };
}

function rowSlopes({ columns, target }: Centred): Slopes {
  const residuals = target.slice();
  const follow = (column: number, step: number): void => {
    const values = columns[column];
    for (let row = 0; row < residuals.length; row++) residuals[row] -= step * values[row];
  };
  return {
    squares: mapNumbers(columns, (values) => dot(values, values)),
    targetSquares: dot(target, target),
    slope: (column) => dot(columns[column], residuals),
    follow,
    refresh(coefficients) {
      residuals.set(target);
      coefficients.forEach((value, column) => {
        if (value !== 0) follow(column, value);
      });
    },
  };
}

function dot(values: Float64Array, others: Float64Array): number {
  let total = 0;
  for (let row = 0; row < values.length; row++) total += values[row] * others[row];
  return total;
}

function descend(kind: string, slopes: Slopes, hard: number, soft: number): Float64Array {
  const { squares, targetSquares } = slopes;
  const coefficients = new Float64Array(squares.length);
  const limit = 1e-10 * Math.sqrt(targetSquares);
  let isExact = false;
  for (let pass = 0; pass < maxPasses; pass++) {
    let largest = 0;
    for (let index = 0; index < coefficients.length; index++) {
      const before = coefficients[index];
      const length = squares[index];
      const pull = before * length + slopes.slope(index);
      const after = (Math.sign(pull) * Math.max(Math.abs(pull) - hard, 0)) / (length + soft);
      const step = after - before;
      if (step === 0 || length === 0) continue;
      coefficients[index] = after;
      slopes.follow(index, step);
      largest = Math.max(largest, Math.abs(step) * Math.sqrt(length));
    }
    const isDone = largest <= limit;
    if (isDone && isExact) return coefficients;
    if (isDone) slopes.refresh(coefficients);
    isExact = isDone;
  }
  throw new FailedError(
    `${kind}: no convergence after ${maxPasses} passes; put standardScale before it, drop duplicate columns, or increase alpha`,
  );
}
