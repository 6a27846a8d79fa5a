import { meanAbsoluteError } from "./mean-absolute-error.js";
import { r2 } from "./r2.js";
import { rmse } from "./rmse.js";

/** Metrics of predictions, in the target's unit (rmse, meanAbsoluteError) or without a unit (r2). */
export interface RegressionMetrics {
  readonly rmse: number;
  readonly meanAbsoluteError: number;
  readonly r2: number;
}

/**
 * RMSE, mean absolute error and R2.
 *
 * @example regressionMetrics([1, 2, 3], [1, 2, 4]).r2 // 0.5
 */
export function regressionMetrics(actual: ArrayLike<number>, predicted: ArrayLike<number>): RegressionMetrics {
  return {
    rmse: rmse(actual, predicted),
    meanAbsoluteError: meanAbsoluteError(actual, predicted),
    r2: r2(actual, predicted),
  };
}
