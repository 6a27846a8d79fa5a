import { checkSameLength } from "./check-same-length.js";
import { overflowScale, timesScale } from "./overflow-scale.js";

/**
 * Root mean squared error: the square root of the mean of (actual - predicted) squared.
 *
 * @example rmse([1, 2, 3], [1, 2, 6]) // 1.7320508075688772
 */
export function rmse(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkSameLength("rmse", actual, predicted);
  let total = 0;
  for (let row = 0; row < actual.length; row++) total += (actual[row] - predicted[row]) ** 2;
  const scale = overflowScale(total, actual, predicted);
  if (scale < 1) return rmse(timesScale(actual, scale), timesScale(predicted, scale)) / scale;
  return Math.sqrt(total / actual.length);
}
