import { ArgumentError } from "../core/errors.js";
import type { Columns } from "./columns.js";
import { getColumn } from "./get-column.js";

/** The values of a column of numbers or times; missing is NaN. Takes no frames, which browser bundles do without. */
export function numbersInColumns(columns: Columns, name: string, caller: string): Float64Array {
  const column = getColumn(columns, name, caller);
  if (column.kind !== "number" && column.kind !== "time") {
    throw new ArgumentError(`${caller}: column "${name}": expected numbers, got ${column.kind}; encode it first`);
  }
  return column.values;
}
