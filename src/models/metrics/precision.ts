import { type AverageOptions, averageScore } from "./class-scores.js";

/**
 * Share of the rows predicted as a class that are of this class; 0 where none was predicted, as scikit-learn.
 *
 * @example precision([0, 0, 1, 1], [0, 1, 1, 1]) // 0.6666666666666666
 */
export function precision(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: AverageOptions = {},
): number {
  return averageScore("precision", actual, predicted, options, (counts) =>
    counts.predicted === 0 ? 0 : counts.correct / counts.predicted,
  );
}
