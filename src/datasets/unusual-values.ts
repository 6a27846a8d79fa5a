import type { DataFrame } from "nodejs-polars";
import { type StreamQuantiles, streamQuantiles } from "../stats/stream-quantiles.js";
import { loadPolars } from "../table/load-polars.js";
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

/** The values of a history, column by column, from any number of its parts. */
export interface ValueHistory {
  add(rows: DataFrame): void;
  /**
   * Values of new rows that are unusual against the history: numbers and times outside its range and more than three
   * interquartile ranges from its middle half (Tukey's outer fence), and labels that it does not have. Keys of numbers
   * and identifiers are not compared. Quartiles of more than 2^20 values are those of `streamQuantiles`.
   */
  findUnusual(rows: DataFrame): readonly FoundValue[];
}

/** With fewer rows of history nothing is unusual. */
const minimumRows = 20;
const mostLabels = 50;

/** A history without rows. */
export function valueHistory(schema: TableSchema): ValueHistory {
  const columns = Object.entries(schema.columns).flatMap(([name, { kind, unique = false }]) => {
    const isIdentifier = unique || (schema.key.includes(name) && (kind === "number" || kind === "integer"));
    if (isIdentifier || kind === "string" || kind === "boolean") return [];
    return [kind === "category" ? labelHistory(name) : numberHistory(name, kind === "datetime")];
  });
  let rowCount = 0;
  return {
    add(rows) {
      rowCount += rows.height;
      for (const own of columns) own.add(rows);
    },
    findUnusual: (rows) =>
      rowCount < minimumRows || rows.height === 0 ? [] : columns.flatMap((own) => own.findUnusual(rows)),
  };
}

function labelHistory(column: string): ValueHistory {
  const known = new Set<string>();
  return {
    add(rows) {
      if (known.size > mostLabels) return;
      for (const label of rows.getColumn(column).dropNulls().unique().toArray() as readonly string[]) known.add(label);
    },
    findUnusual(rows) {
      if (known.size > mostLabels) return [];
      const listed = [...known].sort().slice(0, 10).join(", ");
      const cells = rows.getColumn(column).toArray() as readonly (string | null)[];
      return cells.flatMap((value, index) =>
        value === null || known.has(value) ? [] : [{ index, column, value: JSON.stringify(value), history: listed }],
      );
    },
  };
}

function numberHistory(column: string, isTime: boolean): ValueHistory {
  const past: StreamQuantiles = streamQuantiles();
  return {
    add(rows) {
      const cells = rows.getColumn(column).dropNulls();
      if (cells.length === 0) return;
      const numbers = isTime
        ? Float64Array.from(cells.toArray(), Number)
        : (cells.cast(loadPolars().Float64).toTypedArray() as Float64Array);
      past.add(numbers.filter(Number.isFinite));
    },
    findUnusual(rows) {
      if (past.count < minimumRows) return [];
      const [least = 0, lower = 0, upper = 0, greatest = 0] = past.at([0, 0.25, 0.75, 1]);
      const reach = 3 * (upper - lower);
      const isUnusual = (value: number): boolean =>
        (value < least && value < lower - reach) || (value > greatest && value > upper + reach);
      const history = `${cellText(least, isTime)} to ${cellText(greatest, isTime)}`;
      const cells = rows.getColumn(column).toArray() as readonly (number | bigint | null)[];
      return cells.flatMap((cell, index) =>
        cell !== null && isUnusual(Number(cell)) ? [{ index, column, value: cellText(cell, isTime), history }] : [],
      );
    },
  };
}
