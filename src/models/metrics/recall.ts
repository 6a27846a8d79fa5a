import { type AverageOptions, averagedScore } from "./class-scores.js";

/**
 * Of the rows of a class, the share that was predicted; 0 where the class has no rows, as scikit-learn has it.
 *
 * @example recall([0, 0, 1, 1], [0, 1, 1, 0]) // 0.5
 */
export function recall(actual: ArrayLike<number>, predicted: ArrayLike<number>, options: AverageOptions = {}): number {
  return averagedScore("recall", actual, predicted, options, (own) => (own.actual === 0 ? 0 : own.hits / own.actual));
}
