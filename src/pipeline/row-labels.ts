import { ArgumentError } from "../core/errors.js";
import { labelAt } from "../features/encoders/labels.js";
import type { Column } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { columnsFor } from "../table/to-columns.js";

/** The label or number of each row in the column called `name`, such as a class or a group. */
export function rowLabels(caller: string, source: TableSource, name: string): ArrayLike<number | string> {
  const column = getColumn(columnsFor(caller, source, { only: [name] }), name, caller);
  if (column.kind === "number") return column.values;
  if (column.kind === "time") {
    throw new ArgumentError(`${caller}: column "${name}" is a time; give a column of labels or numbers`);
  }
  return Array.from({ length: rowCount(column) }, (_, row) => {
    const label = labelAt(column, row);
    if (label === null)
      throw new ArgumentError(`${caller}: column "${name}" is missing at row index ${row}; drop that row`);
    return label;
  });
}

function rowCount(column: Column): number {
  return column.kind === "category" ? column.codes.length : column.values.length;
}
