import type { TableSource } from "./frame-like.js";
import { numbersInColumns } from "./numbers-in-columns.js";
import { columnsFor } from "./to-columns.js";

/**
 * The values of a column of numbers or times, of a Polars frame or columns; missing is NaN.
 *
 * @throws NotFoundError for an unknown column, ArgumentError when it is of another kind.
 * @example getNumbers(columnsFromEntries([["hour", { kind: "number", values: Float64Array.of(7, 8) }]]), "hour")[1] // 8
 */
export function getNumbers(table: TableSource, name: string, caller = "getNumbers"): Float64Array {
  return numbersInColumns(columnsFor(caller, table, { only: [name] }), name, caller);
}
