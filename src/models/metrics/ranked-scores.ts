import { ArgumentError } from "../../core/errors.js";
import { checkSameLength } from "./check-same-length.js";
import { refuseClasses, type ScoreOptions } from "./check-scores.js";

/** The number of rows of each class with at least a score. */
export interface RankedScore {
  readonly score: number;
  /** Rows of class 1 with this score or a higher one. */
  readonly positives: number;
  /** Rows of class 0 with this score or a higher one. */
  readonly negatives: number;
}

/**
 * The distinct scores, descending, with the number of rows at or above each. Refuses classes other than 0 and 1, and a
 * single class.
 */
export function rankedScores(
  caller: string,
  actual: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: ScoreOptions,
): readonly RankedScore[] {
  checkSameLength(caller, actual, scores);
  checkTwoClasses(caller, actual);
  refuseClasses(caller, [scores], options);
  const order = Array.from({ length: scores.length }, (_, row) => row);
  for (const row of order) {
    if (Number.isNaN(scores[row]))
      throw new ArgumentError(`${caller}: the score at row index ${row} is missing; remove that row`);
  }
  order.sort((a, b) => scores[b] - scores[a]);
  const ranked: RankedScore[] = [];
  let positives = 0;
  let negatives = 0;
  order.forEach((row, index) => {
    if (actual[row] === 1) positives += 1;
    else negatives += 1;
    const score = scores[row];
    if (index + 1 < order.length && scores[order[index + 1]] === score) return;
    ranked.push({ score, positives, negatives });
  });
  return ranked;
}

/** Refuses classes other than 0 and 1, and a single class. */
export function checkTwoClasses(caller: string, actual: ArrayLike<number>): void {
  let ones = 0;
  for (let row = 0; row < actual.length; row++) {
    if (actual[row] === 1) ones += 1;
    else if (actual[row] !== 0) {
      throw new ArgumentError(
        `${caller}: expected classes 0 and 1, actual is ${actual[row]} at row index ${row}; encode classes as 0 and 1`,
      );
    }
  }
  if (ones === 0 || ones === actual.length) {
    throw new ArgumentError(
      `${caller}: expected rows of both classes, every row has class ${ones === 0 ? 0 : 1}; evaluate on rows of both`,
    );
  }
}
