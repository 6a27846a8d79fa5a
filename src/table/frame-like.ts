import type { Columns } from "./columns.js";

/** What the library reads of a Polars data frame: any copy of Polars has it, and nothing of Polars is imported. */
export interface FrameLike {
  readonly columns: string[];
  readonly height: number;
  getColumn(name: string): SeriesLike;
  head(length?: number): FrameLike;
}

/** What the library reads of a Polars series. */
export interface SeriesLike {
  readonly dtype: { readonly variant: string };
  nullCount(): number;
  toArray(): unknown[];
}

/** A table: a Polars data frame or plain columns. */
export type TableSource = Columns | FrameLike;

/** Whether a table is plain columns rather than a frame. */
export function isColumns(source: TableSource): source is Columns {
  return "byName" in source;
}

/** The number of rows of a table. */
export function countRows(source: TableSource): number {
  return isColumns(source) ? source.rowCount : source.height;
}

/** The names of a table's columns, in order. */
export function columnNames(source: TableSource): readonly string[] {
  return isColumns(source) ? [...source.byName.keys()] : source.columns;
}
