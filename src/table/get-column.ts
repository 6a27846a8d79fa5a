import { NotFoundError } from "../core/errors.js";
import type { Column, Columns } from "./columns.js";

/**
 * The column named `name`.
 *
 * @throws NotFoundError naming `caller` and the columns that exist.
 * @example getColumn(columnsFromEntries([["hour", { kind: "number", values: Float64Array.of(7) }]]), "hour", "f").kind // "number"
 */
export function getColumn(columns: Columns, name: string, caller: string): Column {
  const column = columns.byName.get(name);
  if (column === undefined) {
    throw new NotFoundError(`${caller}: no column "${name}"; the columns are ${[...columns.byName.keys()].join(", ")}`);
  }
  return column;
}
