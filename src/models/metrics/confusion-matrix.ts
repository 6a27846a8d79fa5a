import { ArgumentError } from "../../core/errors.js";
import { checkSameLength } from "./check-same-length.js";

/** How often each class was predicted as each class. */
export interface ConfusionMatrix {
  /** The classes that occur, ascending. */
  readonly classes: readonly number[];
  /** `counts[actual][predicted]`, by the index of each class in `classes`. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * How often rows of each actual class (down) were predicted as each class (across). Classes are integers.
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
          `confusionMatrix: expected integer classes, ${name} is ${value} at row index ${row}; apply a threshold to probabilities first`,
        );
      }
      found.add(value);
    }
  }
  const classes = [...found].sort((a, b) => a - b);
  const indices = new Map(classes.map((value, index) => [value, index]));
  const counts = classes.map(() => classes.map(() => 0));
  for (let row = 0; row < actual.length; row++) {
    const line = counts[indices.get(actual[row]) ?? -1];
    const index = indices.get(predicted[row]) ?? -1;
    if (line !== undefined) line[index] = (line[index] ?? 0) + 1;
  }
  return { classes, counts };
}
