import { ArgumentError } from "../../core/errors.js";
import { confusionMatrix } from "./confusion-matrix.js";

/**
 * How scores of several classes become one number: `binary` takes the class `positive` alone, `macro` the plain mean over classes,
 * `weighted` the mean weighted by each class's actual rows.
 */
export type Average = "binary" | "macro" | "weighted";

export interface AverageOptions {
  /** Default: `binary`. */
  readonly average?: Average;
  /** The class that `binary` is about. Default: 1. */
  readonly positive?: number;
}

/** What precision and recall are made of, for one class. */
export interface ClassCounts {
  readonly hits: number;
  readonly actual: number;
  readonly predicted: number;
}

/** The score of each class, brought to one number. */
export function averagedScore(
  caller: string,
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  { average = "binary", positive = 1 }: AverageOptions,
  score: (counts: ClassCounts) => number,
): number {
  const { classes, counts } = confusionMatrix(actual, predicted);
  const perClass = classes.map((_, place) => ({
    hits: counts[place]?.[place] ?? 0,
    actual: (counts[place] ?? []).reduce((total, count) => total + count, 0),
    predicted: counts.reduce((total, line) => total + (line[place] ?? 0), 0),
  }));
  switch (average) {
    case "binary": {
      const stray = classes.length > 2 || (classes.length === 2 && !classes.includes(positive));
      if (stray) {
        throw new ArgumentError(
          `${caller}: binary needs two classes of which ${positive} is one, got ${classes.join(", ")}; set positive, or average: "macro" or "weighted"`,
        );
      }
      const own = perClass[classes.indexOf(positive)];
      return own === undefined ? 0 : score(own);
    }
    case "macro":
      return perClass.reduce((total, own) => total + score(own), 0) / perClass.length;
    case "weighted":
      return perClass.reduce((total, own) => total + own.actual * score(own), 0) / actual.length;
    default:
      throw new ArgumentError(
        `${caller}: average must be "binary", "macro" or "weighted", got ${JSON.stringify(average)}`,
      );
  }
}
