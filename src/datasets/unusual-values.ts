import type { DataFrame } from "nodejs-polars";
import { sortedQuantile } from "../stats/quantile.js";
import type { TableSchema } from "../table/schema/schema.js";
import { cellText } from "./cell-text.js";

/** A value that the history does not prepare for. */
export interface UnusualValue {
  /** Key of the row. */
  readonly row: string;
  readonly column: string;
  readonly value: string;
  /** What the history has, such as `60 to 350`. */
  readonly history: string;
}

/** The same with the position of the row. */
export type FoundValue = Omit<UnusualValue, "row"> & { readonly index: number };

/** With fewer rows of history nothing is unusual. */
const minimumRows = 20;
const mostLabels = 50;

/**
 * Values of new rows that are unusual against the history: numbers and times outside its range and more than three
 * interquartile ranges from its middle half (Tukey's outer fence), and labels that it does not have. Keys of numbers
 * and identifiers are not compared.
 */
export function unusualValues(rows: DataFrame, history: DataFrame, schema: TableSchema): readonly FoundValue[] {
  if (history.height < minimumRows || rows.height === 0) return [];
  return Object.entries(schema.columns).flatMap(([column, { kind, unique = false }]) => {
    const isIdentifier = unique || (schema.key.includes(column) && (kind === "number" || kind === "integer"));
    if (isIdentifier || kind === "string" || kind === "boolean") return [];
    return kind === "category"
      ? unusualLabels(rows, history, column)
      : unusualNumbers(rows, history, column, kind === "datetime");
  });
}

function unusualLabels(rows: DataFrame, history: DataFrame, column: string): readonly FoundValue[] {
  const labels = history.getColumn(column).dropNulls().unique().toArray() as readonly string[];
  if (labels.length > mostLabels) return [];
  const known = new Set(labels);
  const listed = [...labels].sort().slice(0, 10).join(", ");
  const cells = rows.getColumn(column).toArray() as readonly (string | null)[];
  return cells.flatMap((value, index) =>
    value === null || known.has(value) ? [] : [{ index, column, value: JSON.stringify(value), history: listed }],
  );
}

function unusualNumbers(rows: DataFrame, history: DataFrame, column: string, isTime: boolean): readonly FoundValue[] {
  const past = Float64Array.from(history.getColumn(column).dropNulls().toArray(), Number)
    .filter(Number.isFinite)
    .sort();
  if (past.length < minimumRows) return [];
  const [least, greatest] = [past[0] ?? 0, past.at(-1) ?? 0];
  const [lower, upper] = [sortedQuantile(past, 0.25), sortedQuantile(past, 0.75)];
  const reach = 3 * (upper - lower);
  const isUnusual = (value: number): boolean =>
    (value < least && value < lower - reach) || (value > greatest && value > upper + reach);
  const text = `${cellText(least, isTime)} to ${cellText(greatest, isTime)}`;
  const cells = rows.getColumn(column).toArray() as readonly (number | bigint | null)[];
  return cells.flatMap((cell, index) =>
    cell !== null && isUnusual(Number(cell)) ? [{ index, column, value: cellText(cell, isTime), history: text }] : [],
  );
}
