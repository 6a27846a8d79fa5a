import { checkRows } from "./check-rows.js";
import type { Column, Columns } from "./columns.js";
import { gatherValues } from "./take-values.js";

/**
 * The rows at the indices `rows`, in that order, of every column.
 *
 * @throws ArgumentError for an index that no row has.
 * @example takeRows(columnsFromEntries([["x", { kind: "number", values: Float64Array.of(7, 8) }]]), Int32Array.of(1)).rowCount // 1
 */
export function takeRows(columns: Columns, rows: Int32Array): Columns {
  checkRows("takeRows", rows, columns.rowCount);
  return gatherRows(columns, rows);
}

/** As `takeRows`; the index -1 makes a row whose cells are missing. */
export function gatherRows(columns: Columns, rows: Int32Array): Columns {
  const taken: [string, Column][] = [];
  for (const [name, column] of columns.byName) taken.push([name, takeColumn(column, rows)]);
  return { kind: "columns", rowCount: rows.length, byName: new Map(taken) };
}

function takeColumn(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case "number":
    case "time":
      return { kind: column.kind, values: gatherValues(column.values, rows) };
    case "category": {
      const codes = new Int32Array(rows.length);
      for (let index = 0; index < rows.length; index++) codes[index] = column.codes[rows[index] as number] ?? -1;
      return { kind: "category", codes, categories: column.categories };
    }
    case "string":
      return { kind: "string", values: Array.from(rows, (row) => column.values[row] ?? null) };
  }
}
