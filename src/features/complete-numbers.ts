import { largestSquared } from "../core/largest-squared.js";
import type { Columns } from "../table/columns.js";
import { numbersInColumns } from "../table/numbers-in-columns.js";
import { unusable } from "./present-numbers.js";

/**
 * The values of a column that has no missing or infinite value, and none too large to be squared.
 *
 * @throws ArgumentError with column and row
 */
export function completeNumbers(columns: Columns, name: string, caller: string): Float64Array {
  const values = numbersInColumns(columns, name, caller);
  const bad = values.findIndex((value) => !(Math.abs(value) <= largestSquared));
  if (bad >= 0) throw unusable(name, caller, values[bad], bad, "impute it or remove those rows");
  return values;
}
