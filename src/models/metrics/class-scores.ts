import { checkKnownValue } from "../../core/check-known-value.js";
import { ArgumentError } from "../../core/errors.js";
import { confusionMatrix } from "./confusion-matrix.js";

/**
 * How scores of several classes are averaged: `binary` is the score of the class `positive`, `macro` the mean over
 * classes, `weighted` the mean weighted by each class's number of actual rows.
 */
export type Average = "binary" | "macro" | "weighted";

export interface AverageOptions {
  /** @default "binary" */
  readonly average?: Average | undefined;
  /** The class that `binary` scores. @default 1 */
  readonly positive?: number | undefined;
}

/** The counts of one class from which precision and recall follow. */
export interface ClassCounts {
  readonly correct: number;
  readonly actual: number;
  readonly predicted: number;
}

/** The score of each class, averaged to one number. */
export function averageScore(
  caller: string,
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  { average = "binary", positive = 1 }: AverageOptions,
  score: (counts: ClassCounts) => number,
): number {
  const { classes, counts } = confusionMatrix(actual, predicted);
  const perClass = classes.map((_, index) => ({
    correct: counts[index]?.[index] ?? 0,
    actual: (counts[index] ?? []).reduce((total, count) => total + count, 0),
    predicted: counts.reduce((total, row) => total + (row[index] ?? 0), 0),
  }));
  checkKnownValue(caller, "average", average, ["binary", "macro", "weighted"]);
  switch (average) {
    case "binary": {
      const isInvalid = classes.length > 2 || (classes.length === 2 && !classes.includes(positive));
      if (isInvalid) {
        throw new ArgumentError(
          `${caller}: average "binary" needs two classes including ${positive}, got ${classes.join(", ")}; set positive, or average to "macro" or "weighted"`,
        );
      }
      const ofPositive = perClass[classes.indexOf(positive)];
      return ofPositive === undefined ? 0 : score(ofPositive);
    }
    case "macro":
      return perClass.reduce((total, ofClass) => total + score(ofClass), 0) / perClass.length;
    case "weighted":
      return perClass.reduce((total, ofClass) => total + ofClass.actual * score(ofClass), 0) / actual.length;
  }
}
