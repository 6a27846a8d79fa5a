import { checkSameLength } from "./check-same-length.js";
import { overflowScale, timesScale } from "./overflow-scale.js";

/**
 * Mean of |actual - predicted|.
 *
 * @example meanAbsoluteError([1, 2, 3], [1, 2, 6]) // 1
 */
export function meanAbsoluteError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkSameLength("meanAbsoluteError", actual, predicted);
  let total = 0;
  for (let row = 0; row < actual.length; row++) total += Math.abs(actual[row] - predicted[row]);
  const scale = overflowScale(total, actual, predicted);
  if (scale < 1) return meanAbsoluteError(timesScale(actual, scale), timesScale(predicted, scale)) / scale;
  return total / actual.length;
}
