import { ArgumentError } from "../core/errors.js";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";

/**
 * Columns with `added` at the end and the columns in `removed` left out.
 * Refuses an added name that is already there, so that no column is overwritten unseen.
 */
export function replaceColumns(
  columns: Columns,
  removed: readonly string[],
  added: readonly (readonly [string, Column])[],
  caller: string,
  fix: string,
): Columns {
  const kept = [...columns.byName].filter(([name]) => !removed.includes(name));
  const names = new Set(kept.map(([name]) => name));
  for (const [name] of added) {
    if (names.has(name)) throw new ArgumentError(`${caller}: column "${name}" is already there; ${fix}`);
  }
  return { ...columnsFromEntries([...kept, ...added]), rowCount: columns.rowCount };
}
