import { ArgumentError } from "../../core/errors.js";

/** The rows of one class. */
export interface ClassRows {
  readonly value: number;
  readonly rows: readonly number[];
}

/**
 * The rows of each class, most frequent class first.
 *
 * @throws ArgumentError for a single class and for a target that is not an integer
 */
export function classRows(caller: string, target: Float64Array): readonly ClassRows[] {
  const byClass = new Map<number, number[]>();
  target.forEach((value, row) => {
    if (!Number.isInteger(value)) {
      throw new ArgumentError(
        `${caller}: target: expected integer class codes, got ${value} at row index ${row}; number the classes from 0`,
      );
    }
    const rows = byClass.get(value) ?? [];
    byClass.set(value, rows);
    rows.push(row);
  });
  if (byClass.size < 2) {
    throw new ArgumentError(
      `${caller}: expected at least two classes, got only ${[...byClass.keys()][0] ?? "none"}; give rows of a second class, or leave out resample`,
    );
  }
  return [...byClass]
    .map(([value, rows]) => ({ value, rows }))
    .sort((a, b) => b.rows.length - a.rows.length || a.value - b.value);
}

/** Checks that a ratio is above 0 and at most 1. */
export function checkRatio(caller: string, ratio: number): void {
  if (!(ratio > 0 && ratio <= 1)) {
    throw new ArgumentError(
      `${caller}: ratio must be above 0 and at most 1, got ${ratio}; 1 gives classes of equal size`,
    );
  }
}
