import { checkSameLength } from "./check-same-length.js";

/**
 * Mean of |actual - predicted|.
 *
 * @example meanAbsoluteError([1, 2, 3], [1, 2, 6]) // 1
 */
export function meanAbsoluteError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkSameLength("meanAbsoluteError", actual, predicted);
  let total = 0;
  for (let row = 0; row < actual.length; row++) total += Math.abs(actual[row] - predicted[row]);
  return total / actual.length;
}
