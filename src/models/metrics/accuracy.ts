import { checkSameLength } from "./check-same-length.js";

/**
 * Share of rows with a correctly predicted class.
 *
 * @example accuracy([0, 0, 1, 1], [0, 1, 1, 1]) // 0.75
 */
export function accuracy(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkSameLength("accuracy", actual, predicted);
  let correct = 0;
  for (let row = 0; row < actual.length; row++) correct += actual[row] === predicted[row] ? 1 : 0;
  return correct / actual.length;
}
