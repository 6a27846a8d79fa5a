import { ArgumentError, FailedError } from "../../core/errors.js";
import { checkComplete, checkFit, getWeights } from "../check-fit.js";
import { centred } from "./centred.js";
import { type FittedLinear, fittedLinear } from "./fitted-linear.js";
import type { Linear } from "./linear.js";

export interface ElasticNetOptions {
  /** Strength of the penalty, above 0. */
  readonly alpha: number;
  /** Share of the penalty of |coefficient|, above 0 and at most 1; the residuals is for its square. @default 0.5 */
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
      checkComplete(kind, matrix);
      const training = centred(matrix, target, options && scaleToMeanOne(getWeights(kind, matrix.rowCount, options)));
      const solution = descend(kind, training.columns, training.target, alpha, l1Share);
      const coefficients = new Float64Array(matrix.names.length);
      training.indices.forEach((column, index) => {
        coefficients[column] = solution[index];
      });
      return fittedLinear({ ...training, coefficients, leftOut: training.constant });
    },
  };
}

/** As in scikit-learn weights sum to the number of rows, so alpha has the same meaning with and without them. */
function scaleToMeanOne(weights: Float64Array): Float64Array {
  const mean = weights.reduce((total, weight) => total + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}

const maxPasses = 50_000;

function descend(
  kind: string,
  columns: readonly Float64Array[],
  target: Float64Array,
  alpha: number,
  l1Share: number,
): Float64Array {
  const rowCount = target.length;
  const [hard, soft] = [alpha * l1Share * rowCount, alpha * (1 - l1Share) * rowCount];
  const squares = columns.map((values) => values.reduce((total, value) => total + value * value, 0));
  const size = Math.sqrt(target.reduce((total, value) => total + value * value, 0));
  const coefficients = new Float64Array(columns.length);
  const residuals = target.slice();
  for (let pass = 0; pass < maxPasses; pass++) {
    let largest = 0;
    columns.forEach((values, index) => {
      const before = coefficients[index];
      const length = squares[index];
      let pull = before * length;
      for (let row = 0; row < rowCount; row++) pull += values[row] * residuals[row];
      const after = (Math.sign(pull) * Math.max(Math.abs(pull) - hard, 0)) / (length + soft);
      const step = after - before;
      if (step === 0) return;
      coefficients[index] = after;
      for (let row = 0; row < rowCount; row++) residuals[row] = residuals[row] - step * values[row];
      largest = Math.max(largest, Math.abs(step) * Math.sqrt(length));
    });
    if (largest <= 1e-10 * size) return coefficients;
  }
  throw new FailedError(
    `${kind}: no convergence after ${maxPasses} passes; put standardScale before it, drop duplicate columns, or increase alpha`,
  );
}
