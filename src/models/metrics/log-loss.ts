import { ArgumentError } from "../../core/errors.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { checkSameLength } from "./check-same-length.js";
import { refuseClasses, type ScoreOptions } from "./check-scores.js";

/**
 * Mean of -log(probability of the actual class), natural logarithm.
 *
 * For two classes pass the probability of class 1; for more, one array per class with class k at index k, where each
 * row adds up to 1. Probabilities are clipped to [epsilon, 1 - epsilon], as in scikit-learn.
 *
 * @example logLoss([0, 1], [0.5, 0.5]) // 0.6931471805599453
 */
export function logLoss(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<number> | readonly ArrayLike<number>[],
  options: ScoreOptions = {},
): number {
  const perClass = toClassProbabilities(probabilities);
  for (const values of perClass) checkSameLength("logLoss", actual, values);
  refuseClasses("logLoss", perClass, options);
  let total = 0;
  for (let row = 0; row < actual.length; row++) {
    const ofActual = perClass[actual[row]];
    if (ofActual === undefined) {
      throw new ArgumentError(
        `logLoss: expected classes 0 to ${perClass.length - 1}, actual is ${actual[row]} at row index ${row}; encode classes as 0, 1, 2`,
      );
    }
    const value = ofActual[row];
    if (!(value >= 0 && value <= 1)) {
      throw new ArgumentError(
        `logLoss: expected probabilities from 0 to 1, got ${value} at row index ${row}; pass predicted probabilities, not scores`,
      );
    }
    total -= Math.log(Math.min(Math.max(value, Number.EPSILON), 1 - Number.EPSILON));
  }
  return total / actual.length;
}

function toClassProbabilities(
  probabilities: ArrayLike<number> | readonly ArrayLike<number>[],
): readonly ArrayLike<number>[] {
  if (typeof probabilities[0] === "object") return probabilities as readonly ArrayLike<number>[];
  const ofClass1 = probabilities as ArrayLike<number>;
  return [mapNumbers(ofClass1, (value) => 1 - value), ofClass1];
}
