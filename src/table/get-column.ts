import { NotFoundError } from "../core/errors.js";
import type { Column, Columns } from "./columns.js";

/** The column called `name`; throws NotFoundError naming `caller` and the columns that are there. */
export function getColumn(columns: Columns, name: string, caller: string): Column {
  const column = columns.byName.get(name);
  if (column === undefined) {
    throw new NotFoundError(`${caller}: no column "${name}"; there are ${[...columns.byName.keys()].join(", ")}`);
  }
  return column;
}
