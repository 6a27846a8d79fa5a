import { ArgumentError } from "../core/errors.js";
import type { Columns } from "../table/columns.js";
import { numbersInColumns } from "../table/numbers-in-columns.js";

/**
 * The values of a column that are not missing.
 *
 * @throws ArgumentError when there are none, or one is infinite
 */
export function presentNumbers(columns: Columns, name: string, caller: string): Float64Array {
  const values = finiteNumbers(columns, name, caller);
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
 * @throws ArgumentError when one is infinite
 */
export function finiteNumbers(columns: Columns, name: string, caller: string): Float64Array {
  const all = numbersInColumns(columns, name, caller);
  const infinite = all.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  if (infinite >= 0) {
    throw new ArgumentError(
      `${caller}: column "${name}" is ${all[infinite]} at row index ${infinite}; clip it or make it missing`,
    );
  }
  return all.filter((value) => !Number.isNaN(value));
}
