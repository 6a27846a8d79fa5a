import type { ScoreOptions } from "./check-scores.js";
import { rankedScores } from "./ranked-scores.js";

/**
 * Area under the receiver operating characteristic: the probability that a row of class 1 has a higher score than one
 * of class 0, with ties as one half.
 *
 * @example rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) // 0.75
 */
export function rocAuc(actual: ArrayLike<number>, scores: ArrayLike<number>, options: ScoreOptions = {}): number {
  const ranked = rankedScores("rocAuc", actual, scores, options);
  let area = 0;
  let before = { positives: 0, negatives: 0 };
  for (const point of ranked) {
    area += ((point.negatives - before.negatives) * (point.positives + before.positives)) / 2;
    before = point;
  }
  return area / (before.positives * before.negatives);
}
