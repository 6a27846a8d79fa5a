import type { Columns } from "../table/columns.js";

/** Names of the columns that hold numbers, in order. */
export function numberColumnNames(columns: Columns): readonly string[] {
  return [...columns.byName].filter(([, column]) => column.kind === "number").map(([name]) => name);
}
