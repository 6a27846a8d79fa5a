import { ArgumentError } from "../core/errors.js";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";

/**
 * The columns without those in `removed`, followed by `added`.
 *
 * @throws ArgumentError for an added name that exists, so that no column is silently overwritten
 */
export function replaceColumns(
  columns: Columns,
  removed: readonly string[],
  added: readonly (readonly [string, Column])[],
  caller: string,
  fix: string,
): Columns {
  const remaining = [...columns.byName].filter(([name]) => !removed.includes(name));
  const names = new Set(remaining.map(([name]) => name));
  for (const [name] of added) {
    if (names.has(name)) throw new ArgumentError(`${caller}: column "${name}" already exists; ${fix}`);
  }
  return { ...columnsFromEntries([...remaining, ...added]), rowCount: columns.rowCount };
}
