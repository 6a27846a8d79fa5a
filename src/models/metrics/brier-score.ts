import { ArgumentError } from "../../core/errors.js";
import { checkSameLength } from "./check-same-length.js";
import { refuseClasses, type ScoreOptions } from "./check-scores.js";

/**
 * Mean squared difference between the probability of class 1 and the actual class (0 or 1).
 *
 * @example brierScore([0, 1], [0.5, 1]) // 0.125
 */
export function brierScore(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: ScoreOptions = {},
): number {
  checkSameLength("brierScore", actual, probabilities);
  refuseClasses("brierScore", [probabilities], options);
  let total = 0;
  for (let row = 0; row < actual.length; row++) {
    if (actual[row] !== 0 && actual[row] !== 1) {
      throw new ArgumentError(
        `brierScore: expected classes 0 and 1, actual is ${actual[row]} at row index ${row}; encode classes as 0 and 1`,
      );
    }
    if (!(probabilities[row] >= 0 && probabilities[row] <= 1)) {
      throw new ArgumentError(
        `brierScore: expected probabilities from 0 to 1, got ${probabilities[row]} at row index ${row}; pass predicted probabilities, not scores`,
      );
    }
    total += (actual[row] - probabilities[row]) ** 2;
  }
  return total / actual.length;
}
