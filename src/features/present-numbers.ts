import { ArgumentError } from "../core/errors.js";
import { largestSquared } from "../core/largest-squared.js";
import type { Columns } from "../table/columns.js";
import { numbersInColumns } from "../table/numbers-in-columns.js";

/**
 * The values of a column that are not missing.
 *
 * @throws ArgumentError when there are none, or one is infinite or above `largest`
 */
export function presentNumbers(columns: Columns, name: string, caller: string, largest?: number): Float64Array {
  const values = finiteNumbers(columns, name, caller, largest);
  if (values.length === 0) throw nothingToLearn(name, caller);
  return values;
}

/** The error for a column without values. */
export function nothingToLearn(name: string, caller: string): ArgumentError {
  return new ArgumentError(`${caller}: column "${name}" has no value to learn from; drop or impute it`);
}

/**
 * The values of a column that are not missing; may be none.
 *
 * @throws ArgumentError when one is infinite or above `largest`, by default that of which differences are finite
 */
export function finiteNumbers(
  columns: Columns,
  name: string,
  caller: string,
  largest: number = Number.MAX_VALUE / 4,
): Float64Array {
  const all = numbersInColumns(columns, name, caller);
  const bad = all.findIndex((value) => Math.abs(value) > largest);
  if (bad >= 0) throw unusable(name, caller, all[bad], bad, "clip it or make it missing");
  return all.filter((value) => !Number.isNaN(value));
}

/** The values of a column that are not missing, small enough to be squared; may be none. */
export function squarableNumbers(columns: Columns, name: string, caller: string): Float64Array {
  return finiteNumbers(columns, name, caller, largestSquared);
}

/** The error for a value with which steps cannot compute. */
export function unusable(name: string, caller: string, value: number, row: number, fix: string): ArgumentError {
  const reason = Number.isFinite(value) ? ", too large to compute with; divide the column by a constant, or " : "; ";
  return new ArgumentError(`${caller}: column "${name}" is ${value} at row index ${row}${reason}${fix}`);
}
