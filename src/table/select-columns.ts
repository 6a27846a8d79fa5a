import type { Columns } from "./columns.js";
import { getColumn } from "./get-column.js";

/** Only the columns named, in that order. */
export function selectColumns(columns: Columns, names: readonly string[], caller = "selectColumns"): Columns {
  return {
    kind: "columns",
    rowCount: columns.rowCount,
    byName: new Map(names.map((name) => [name, getColumn(columns, name, caller)])),
  };
}
