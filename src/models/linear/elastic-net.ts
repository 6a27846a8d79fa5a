import { ArgumentError, FailedError } from "../../core/errors.js";
import { checkComplete, checkedWeights, checkFit } from "../check-fit.js";
import { centred } from "./centred.js";
import { type FittedLinear, fittedLinear } from "./fitted-linear.js";
import type { Linear } from "./linear.js";

export interface ElasticNetOptions {
  /** Strength of the penalty, above 0. */
  readonly alpha: number;
  /** Share of the penalty that goes to |coefficient|, above 0 up to 1; the rest goes to its square. Default: 0.5. */
  readonly l1Share?: number;
}

/**
 * Linear regression that drives coefficients to exactly 0: it minimises squared errors / (2 rows) + alpha x (l1Share x sum of |w| +
 * (1 - l1Share) / 2 x sum of w squared), as scikit-learn's ElasticNet. The intercept is not penalised.
 *
 * Coefficients are in the columns' own units, so put `standardScale` before it. Solved by coordinate descent until no step moves a
 * prediction by more than 1e-10 of the target's spread. A constant column gets 0. Rows can have weights. Missing values are refused.
 *
 * @example elasticNet({ alpha: 0.1, l1Share: 0.7 }).kind // "elasticNet"
 */
export function elasticNet({ alpha, l1Share = 0.5 }: ElasticNetOptions): Linear {
  return penalised("elasticNet", alpha, l1Share);
}

/** Coordinate descent under the name of its caller. */
export function penalised(kind: string, alpha: number, l1Share: number): Linear {
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new ArgumentError(`${kind}: alpha must be above 0, got ${alpha}; for no penalty use linear`);
  }
  if (!(l1Share > 0 && l1Share <= 1)) {
    throw new ArgumentError(`${kind}: l1Share must be above 0 and at most 1, got ${l1Share}; for 0 use ridge`);
  }
  return {
    kind,
    fit(matrix, target, options): FittedLinear {
      checkFit(kind, matrix, target);
      checkComplete(kind, matrix);
      const training = centred(matrix, target, options && meanOne(checkedWeights(kind, matrix.rowCount, options)));
      const own = descend(kind, training.columns, training.target, alpha, l1Share);
      const coefficients = new Float64Array(matrix.names.length);
      training.places.forEach((place, index) => {
        coefficients[place] = own[index];
      });
      return fittedLinear({ ...training, coefficients, leftOut: training.constant });
    },
  };
}

/** scikit-learn lets weights sum to the number of rows, so that alpha means the same. */
function meanOne(weights: Float64Array): Float64Array {
  const mean = weights.reduce((total, weight) => total + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}

const mostPasses = 50_000;

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
  const rest = target.slice();
  for (let pass = 0; pass < mostPasses; pass++) {
    let largest = 0;
    columns.forEach((values, place) => {
      const before = coefficients[place];
      const length = squares[place];
      let pull = before * length;
      for (let row = 0; row < rowCount; row++) pull += values[row] * rest[row];
      const after = (Math.sign(pull) * Math.max(Math.abs(pull) - hard, 0)) / (length + soft);
      const step = after - before;
      if (step === 0) return;
      coefficients[place] = after;
      for (let row = 0; row < rowCount; row++) rest[row] = rest[row] - step * values[row];
      largest = Math.max(largest, Math.abs(step) * Math.sqrt(length));
    });
    if (largest <= 1e-10 * size) return coefficients;
  }
  throw new FailedError(
    `${kind}: coefficients still move after ${mostPasses} passes; put standardScale before it, drop columns that repeat others, or raise alpha`,
  );
}
