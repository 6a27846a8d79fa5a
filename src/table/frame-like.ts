import type { Columns } from "./columns.js";

/** What the library reads of a Polars data frame: any copy of Polars has it, and nothing of Polars is imported. */
export interface FrameLike {
  readonly columns: string[];
  getColumn(name: string): SeriesLike;
  head(length?: number): FrameLike;
}

/** What the library reads of a Polars series. */
export interface SeriesLike {
  readonly dtype: { readonly variant: string };
  readonly length: number;
  nullCount(): number;
  toArray(): unknown[];
}

/** A table: a Polars data frame or plain columns. */
export type TableSource = Columns | FrameLike;

/** Whether a table is plain columns rather than a frame. */
export function isColumns(source: TableSource): source is Columns {
  return (source as Partial<Columns>).kind === "columns";
}

/** Whether a value is a frame or columns rather than an array or another object. */
export function isTable(value: unknown): value is TableSource {
  if (typeof value !== "object" || value === null) return false;
  if (isColumns(value as TableSource)) return true;
  const { columns, getColumn } = value as Partial<FrameLike>;
  return Array.isArray(columns) && typeof getColumn === "function";
}

/** The number of rows of a table. */
export function countRows(source: TableSource): number {
  if (isColumns(source)) return source.rowCount;
  const [first] = source.columns;
  return first === undefined ? 0 : source.getColumn(first).length;
}

/** The names of a table's columns, in order. */
export function columnNames(source: TableSource): readonly string[] {
  return isColumns(source) ? [...source.byName.keys()] : source.columns;
}
