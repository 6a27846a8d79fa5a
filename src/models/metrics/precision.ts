import { type AverageOptions, averagedScore } from "./class-scores.js";

/**
 * Of the rows predicted to be of a class, the share that is; 0 where none was predicted, as scikit-learn has it.
 *
 * @example precision([0, 0, 1, 1], [0, 1, 1, 1]) // 0.6666666666666666
 */
export function precision(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: AverageOptions = {},
): number {
  return averagedScore("precision", actual, predicted, options, (own) =>
    own.predicted === 0 ? 0 : own.hits / own.predicted,
  );
}
