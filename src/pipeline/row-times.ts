import { ArgumentError } from "../core/errors.js";
import { columnNames, isColumns, type TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { columnsFor } from "../table/to-columns.js";

/** The times of a table's rows, from the column called `time`, or from its only time column. */
export function rowTimes(caller: string, source: TableSource, time?: string): Float64Array {
  const name = getTimeName(caller, source, time);
  const column = getColumn(columnsFor(caller, source, { only: [name] }), name, caller);
  if (column.kind === "time") return column.values;
  throw new ArgumentError(
    `${caller}: column "${name}" is ${column.kind}, not a time; read it with column.datetime in the schema`,
  );
}

/** The names of a table's time columns. */
export function timeColumns(source: TableSource): readonly string[] {
  return columnNames(source).filter((name) => {
    if (isColumns(source)) return source.byName.get(name)?.kind === "time";
    return ["Date", "Datetime"].includes(source.getColumn(name).dtype.variant);
  });
}

/** The name of a table's time column: the one given, or the only one. */
export function getTimeName(caller: string, source: TableSource, time?: string): string {
  if (time !== undefined) return time;
  const names = timeColumns(source);
  if (names.length === 1 && names[0] !== undefined) return names[0];
  const found =
    names.length === 0 ? "the table has no time column" : `the table has the time columns ${names.join(", ")}`;
  throw new ArgumentError(`${caller}: ${found}; name one as time`);
}
