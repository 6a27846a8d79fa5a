import type { DataFrame } from "nodejs-polars";

/** One row of a small frame as values by column name; for frames of counts and extremes, not for data. */
export function getRow(frame: DataFrame, row: number): Readonly<Record<string, unknown>> {
  const values = frame.row(row) as readonly unknown[];
  return Object.fromEntries(frame.columns.map((name, index) => [name, values[index]]));
}
