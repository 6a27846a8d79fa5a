import { type Column, type Columns, columnsFromEntries } from "./columns.js";

/** Columns with `added` put at the end, or in place of columns of the same name. */
export function withColumns(columns: Columns, added: Iterable<readonly [string, Column]>): Columns {
  return columnsFromEntries(new Map([...columns.byName, ...added]));
}
