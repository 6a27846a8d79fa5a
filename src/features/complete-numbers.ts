import { ArgumentError } from "../core/errors.js";
import type { Columns } from "../table/columns.js";
import { numbersInColumns } from "../table/numbers-in-columns.js";

/**
 * The values of a column that has no missing or infinite value.
 *
 * @throws ArgumentError with column and row
 */
export function completeNumbers(columns: Columns, name: string, caller: string): Float64Array {
  const values = numbersInColumns(columns, name, caller);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new ArgumentError(
      `${caller}: column "${name}" is ${values[bad]} at row index ${bad}; impute it or remove those rows`,
    );
  }
  return values;
}
