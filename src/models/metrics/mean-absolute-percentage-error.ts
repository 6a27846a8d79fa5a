import { checkSameLength } from "./check-same-length.js";

/**
 * Mean of |actual - predicted| / |actual|, as a share (0.1 is 10 %).
 *
 * A divisor of 0 is replaced by the machine epsilon, as in scikit-learn, so one actual 0 makes the result huge: not for
 * such targets.
 *
 * @example meanAbsolutePercentageError([100, 200], [110, 180]) // 0.1
 */
export function meanAbsolutePercentageError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkSameLength("meanAbsolutePercentageError", actual, predicted);
  let total = 0;
  for (let row = 0; row < actual.length; row++) {
    const size = Math.max(Math.abs(actual[row]), Number.EPSILON);
    total += Math.abs(actual[row] - predicted[row]) / size;
  }
  return total / actual.length;
}
