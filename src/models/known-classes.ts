import { ArgumentError } from "../core/errors.js";

/** A target of classes. */
export interface KnownClasses {
  /** The classes, ascending. */
  readonly classes: readonly number[];
  /** For each row the place of its class. */
  readonly codes: Int32Array;
}

/** The classes of a target; refuses a target that is not whole numbers, and one class alone. */
export function knownClasses(caller: string, target: Float64Array): KnownClasses {
  const bad = target.findIndex((value) => !Number.isInteger(value));
  if (bad >= 0) {
    throw new ArgumentError(
      `${caller}: the target is ${target[bad]} at row index ${bad}, a class must be a whole number; code classes as 0, 1, 2`,
    );
  }
  const classes = [...new Set(target)].sort((a, b) => a - b);
  if (classes.length < 2) {
    throw new ArgumentError(
      `${caller}: every row is of class ${classes[0]}, at least two classes are needed; look at the split`,
    );
  }
  if (classes.length > 1000) {
    throw new ArgumentError(
      `${caller}: the target has ${classes.length} different values, which is no target of classes; use a model for numbers`,
    );
  }
  const places = new Map(classes.map((value, place) => [value, place]));
  return { classes, codes: Int32Array.from(target, (value) => places.get(value) ?? 0) };
}

/** The class with the highest probability in each row; of equal ones the first. */
export function likeliestClass(classes: readonly number[], probabilities: readonly Float64Array[]): Float64Array {
  return Float64Array.from(probabilities[0] ?? [], (_, row) => {
    let best = 0;
    probabilities.forEach((own, place) => {
      if (own[row] > probabilities[best]?.[row]) best = place;
    });
    return classes[best];
  });
}

/** Turns logarithms of odds into probabilities in place, row by row: exp(x) / sum of exp(x), the largest taken off first. */
export function softmaxRows(lists: readonly Float64Array[]): void {
  const rowCount = lists[0]?.length ?? 0;
  for (let row = 0; row < rowCount; row++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (const list of lists) largest = Math.max(largest, list[row]);
    let total = 0;
    for (const list of lists) {
      const value = Math.exp(list[row] - largest);
      list[row] = value;
      total += value;
    }
    for (const list of lists) list[row] = list[row] / total;
  }
}
