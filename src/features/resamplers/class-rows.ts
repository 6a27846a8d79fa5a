import { ArgumentError } from "../../core/errors.js";

/** The rows of one class. */
export interface ClassRows {
  readonly value: number;
  readonly rows: readonly number[];
}

/** The rows of each class, most rows first; refuses one class alone and a target that is no whole number. */
export function classRows(caller: string, target: Float64Array): readonly ClassRows[] {
  const byClass = new Map<number, number[]>();
  target.forEach((value, row) => {
    if (!Number.isInteger(value)) {
      throw new ArgumentError(`${caller}: a class must be a whole number, the target is ${value} at row index ${row}`);
    }
    const rows = byClass.get(value) ?? [];
    byClass.set(value, rows);
    rows.push(row);
  });
  if (byClass.size < 2) {
    throw new ArgumentError(
      `${caller}: every row is of class ${[...byClass.keys()][0] ?? "(none)"}, at least two classes are needed`,
    );
  }
  return [...byClass]
    .map(([value, rows]) => ({ value, rows }))
    .sort((a, b) => b.rows.length - a.rows.length || a.value - b.value);
}

/** Refuses a ratio that is not above 0 and at most 1. */
export function checkRatio(caller: string, ratio: number): void {
  if (!(ratio > 0 && ratio <= 1)) {
    throw new ArgumentError(`${caller}: ratio must be above 0 and at most 1, got ${ratio}; 1 makes the classes equal`);
  }
}
