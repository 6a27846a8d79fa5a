import { type Column, type Columns, columnsFromEntries } from "./columns.js";

/**
 * The columns with `added` at the end; a column of the same name is replaced.
 *
 * @example withColumns(columnsFromEntries([]), [["x", { kind: "number", values: Float64Array.of(7) }]]).rowCount // 1
 */
export function withColumns(columns: Columns, added: Iterable<readonly [string, Column]>): Columns {
  return columnsFromEntries(new Map([...columns.byName, ...added]));
}
