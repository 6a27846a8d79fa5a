import { NotFoundError } from "../core/errors.js";
import type { Column } from "./columns.js";
import { columnNames, isColumns, type TableSource } from "./frame-like.js";

/** Two columns of a table as the x and y of a figure. */
export interface XYValues {
  readonly x: AxisValues;
  readonly y: AxisValues;
}

/** The cells of one column: numbers, strings or dates. */
export type AxisValues = readonly (number | null)[] | readonly string[] | readonly Date[];

/**
 * Two columns of a Polars frame or of columns as the x and y of a figure:
 * `lineFigure({ name: "rain", ...toXY(frame, "month", "rain") }, ...)`. 64-bit integers become numbers.
 *
 * @throws NotFoundError for a column that the table lacks
 * @example toXY(loadPolars().DataFrame({ hour: [7, 8], cars: [1, 2] }), "hour", "cars").y // [1, 2]
 */
export function toXY(table: TableSource, x: string, y: string): XYValues {
  return { x: toAxisValues(table, x), y: toAxisValues(table, y) };
}

function toAxisValues(table: TableSource, name: string): AxisValues {
  const names = columnNames(table);
  if (!names.includes(name)) throw new NotFoundError(`toXY: no column "${name}"; the table has ${names.join(", ")}`);
  if (isColumns(table)) return columnValues(table.byName.get(name) as Column);
  const values: readonly unknown[] = Array.from(table.getColumn(name).toArray() as ArrayLike<unknown>);
  return values.map((value) => (typeof value === "bigint" ? Number(value) : value)) as AxisValues;
}

function columnValues(column: Column): AxisValues {
  if (column.kind === "time") return Array.from(column.values, (time) => new Date(time));
  if (column.kind === "number") return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  if (column.kind === "string") return column.values.map((value) => value ?? "");
  return Array.from(column.codes, (code) => column.categories[code] ?? "");
}
