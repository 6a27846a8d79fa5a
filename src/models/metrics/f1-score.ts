import { type AverageOptions, averagedScore } from "./class-scores.js";

/**
 * Harmonic mean of precision and recall: 2 hits / (actual + predicted). 0 where there is no hit.
 *
 * @example f1Score([0, 0, 1, 1], [0, 1, 1, 1]) // 0.8
 */
export function f1Score(actual: ArrayLike<number>, predicted: ArrayLike<number>, options: AverageOptions = {}): number {
  return averagedScore("f1Score", actual, predicted, options, (own) =>
    own.hits === 0 ? 0 : (2 * own.hits) / (own.actual + own.predicted),
  );
}
