import type { Columns } from "./columns.js";
import { getColumn } from "./get-column.js";

/**
 * The columns with these names, in that order.
 *
 * @throws NotFoundError naming `caller` for an unknown column.
 * @example selectColumns(columnsFromEntries([["x", { kind: "number", values: Float64Array.of(7) }]]), ["x"]).byName.size // 1
 */
export function selectColumns(columns: Columns, names: readonly string[], caller = "selectColumns"): Columns {
  return {
    kind: "columns",
    rowCount: columns.rowCount,
    byName: new Map(names.map((name) => [name, getColumn(columns, name, caller)])),
  };
}
