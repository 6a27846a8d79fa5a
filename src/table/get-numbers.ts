import { ArgumentError } from "../core/errors.js";
import type { Columns } from "./columns.js";
import { getColumn } from "./get-column.js";

/** The values of a numeric column (missing as NaN); throws when the column is absent or of another kind. */
export function getNumbers(columns: Columns, name: string, caller = "getNumbers"): Float64Array {
  const column = getColumn(columns, name, caller);
  if (column.kind !== "number" && column.kind !== "time") {
    throw new ArgumentError(`${caller}: column "${name}" must be numbers, it is ${column.kind}; encode it first`);
  }
  return column.values;
}
