import { ArgumentError } from "../../core/errors.js";
import { checkSameLength } from "./check-same-length.js";

/**
 * Mean of -log(probability given to the class that came), natural logarithm.
 *
 * With two classes give the probability of class 1; with more, one list of probabilities per class, class k in list k, each row adding up
 * to 1. Probabilities are kept away from 0 and 1 by the machine's epsilon, as scikit-learn does.
 *
 * @example logLoss([0, 1], [0.5, 0.5]) // 0.6931471805599453
 */
export function logLoss(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<number> | readonly ArrayLike<number>[],
): number {
  const lists = asLists(probabilities);
  for (const list of lists) checkSameLength("logLoss", actual, list);
  let total = 0;
  for (let row = 0; row < actual.length; row++) {
    const own = lists[actual[row]];
    if (own === undefined) {
      throw new ArgumentError(
        `logLoss: actual is ${actual[row]} at row index ${row}, there are probabilities of classes 0 to ${lists.length - 1}`,
      );
    }
    const value = own[row];
    if (!(value >= 0 && value <= 1)) {
      throw new ArgumentError(`logLoss: a probability must lie between 0 and 1, got ${value} at row index ${row}`);
    }
    total -= Math.log(Math.min(Math.max(value, Number.EPSILON), 1 - Number.EPSILON));
  }
  return total / actual.length;
}

function asLists(probabilities: ArrayLike<number> | readonly ArrayLike<number>[]): readonly ArrayLike<number>[] {
  if (typeof probabilities[0] === "object") return probabilities as readonly ArrayLike<number>[];
  const ofOne = probabilities as ArrayLike<number>;
  return [Float64Array.from(ofOne, (value) => 1 - value), ofOne];
}
