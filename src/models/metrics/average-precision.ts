import type { ScoreOptions } from "./check-scores.js";
import { rankedScores } from "./ranked-scores.js";

/**
 * Average precision: the sum over thresholds of precision x increase of recall, without interpolation, as scikit-learn.
 * Random scores give the share of class 1.
 *
 * @example averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) // 0.8333333333333333
 */
export function averagePrecision(
  actual: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: ScoreOptions = {},
): number {
  const ranked = rankedScores("averagePrecision", actual, scores, options);
  let total = 0;
  let before = 0;
  for (const { positives, negatives } of ranked) {
    total += ((positives - before) * positives) / (positives + negatives);
    before = positives;
  }
  return total / before;
}
