import { type AverageOptions, averageScore } from "./class-scores.js";

/**
 * Harmonic mean of precision and recall: 2 x correct / (actual + predicted); 0 without a correct row.
 *
 * @example f1Score([0, 0, 1, 1], [0, 1, 1, 1]) // 0.8
 */
export function f1Score(actual: ArrayLike<number>, predicted: ArrayLike<number>, options: AverageOptions = {}): number {
  return averageScore("f1Score", actual, predicted, options, (counts) =>
    counts.correct === 0 ? 0 : (2 * counts.correct) / (counts.actual + counts.predicted),
  );
}
