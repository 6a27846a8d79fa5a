import { ArgumentError } from "../core/errors.js";
import { labelAt } from "../features/encoders/labels.js";
import { countRows, type TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { columnsFor } from "../table/to-columns.js";
import { rowTimes } from "./row-times.js";

/** Rows that are measured together. */
export interface RowGroup {
  readonly label: string;
  readonly rows: Int32Array;
}

const groupLimit = 200;

/**
 * The rows of each label of a column, or of each year or month of a time column, labels in order; rows without one are
 * left out.
 */
export function groupRows(
  caller: string,
  source: TableSource,
  by: string | { readonly time: string; readonly every: "year" | "month" },
): readonly RowGroup[] {
  const labels = typeof by === "string" ? columnLabels(caller, source, by) : periodLabels(caller, source, by);
  const rows = new Map<string, number[]>();
  const rowCount = countRows(source);
  for (let row = 0; row < rowCount; row++) {
    const label = labels(row);
    if (label === null) continue;
    const own = rows.get(label) ?? [];
    rows.set(label, own);
    own.push(row);
  }
  if (rows.size > groupLimit) {
    throw new ArgumentError(
      `${caller}: by makes ${rows.size} groups, at most ${groupLimit} fit a table; use a coarser column`,
    );
  }
  const sorted = [...rows].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  return sorted.map(([label, own]) => ({ label, rows: Int32Array.from(own) }));
}

function columnLabels(caller: string, source: TableSource, name: string): (row: number) => string | null {
  const column = getColumn(columnsFor(caller, source, { only: [name] }), name, caller);
  if (column.kind !== "time") return (row) => labelAt(column, row);
  throw new ArgumentError(`${caller}: column "${name}" is a time; write by: { time: "${name}", every: "year" }`);
}

function periodLabels(
  caller: string,
  source: TableSource,
  { time, every }: { readonly time: string; readonly every: "year" | "month" },
): (row: number) => string | null {
  const times = rowTimes(caller, source, time);
  return (row) => {
    const value = times[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : new Date(value).toISOString().slice(0, every === "year" ? 4 : 7);
  };
}
