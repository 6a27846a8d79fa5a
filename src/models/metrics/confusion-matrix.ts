import { ArgumentError } from "../../core/errors.js";
import { checkSameLength } from "./check-same-length.js";

/** How often each class was taken for each. */
export interface ConfusionMatrix {
  /** The classes that occur, ascending. */
  readonly classes: readonly number[];
  /** `counts[actual][predicted]`, places counted in `classes`. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * How often rows of each actual class (down) were predicted as each class (across). Classes are whole numbers.
 *
 * @example confusionMatrix([0, 0, 1], [0, 1, 1]).counts // [[1, 1], [0, 1]]
 */
export function confusionMatrix(actual: ArrayLike<number>, predicted: ArrayLike<number>): ConfusionMatrix {
  checkSameLength("confusionMatrix", actual, predicted);
  const found = new Set<number>();
  for (const [name, values] of [
    ["actual", actual],
    ["predicted", predicted],
  ] as const) {
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (!Number.isInteger(value)) {
        throw new ArgumentError(
          `confusionMatrix: a class must be a whole number, ${name} is ${value} at row index ${row}; cut probabilities at a threshold first`,
        );
      }
      found.add(value);
    }
  }
  const classes = [...found].sort((a, b) => a - b);
  const places = new Map(classes.map((value, place) => [value, place]));
  const counts = classes.map(() => classes.map(() => 0));
  for (let row = 0; row < actual.length; row++) {
    const line = counts[places.get(actual[row]) ?? -1];
    const place = places.get(predicted[row]) ?? -1;
    if (line !== undefined) line[place] = (line[place] ?? 0) + 1;
  }
  return { classes, counts };
}
