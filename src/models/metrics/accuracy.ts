import { checkSameLength } from "./check-same-length.js";

/**
 * Share of rows whose class was predicted.
 *
 * @example accuracy([0, 0, 1, 1], [0, 1, 1, 1]) // 0.75
 */
export function accuracy(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkSameLength("accuracy", actual, predicted);
  let right = 0;
  for (let row = 0; row < actual.length; row++) right += actual[row] === predicted[row] ? 1 : 0;
  return right / actual.length;
}
