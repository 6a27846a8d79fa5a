import { type AverageOptions, averageScore } from "./class-scores.js";

/**
 * Share of the rows of a class that were predicted as this class; 0 where the class has no rows, as scikit-learn.
 *
 * @example recall([0, 0, 1, 1], [0, 1, 1, 0]) // 0.5
 */
export function recall(actual: ArrayLike<number>, predicted: ArrayLike<number>, options: AverageOptions = {}): number {
  return averageScore("recall", actual, predicted, options, (counts) =>
    counts.actual === 0 ? 0 : counts.correct / counts.actual,
  );
}
