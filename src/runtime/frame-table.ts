import type { Table, TableCell, TableColumn } from "../report/table-html.js";

/** What is needed of a Polars frame to show it; a frame of any copy of Polars has it. */
export interface FrameLike {
  readonly columns: readonly string[];
  readonly height: number;
  readonly width: number;
  head(rows: number): FrameLike;
  getColumn(name: string): { toArray(): readonly unknown[] };
}

/** Whether a value is a Polars data frame, of whatever copy of Polars. */
export function isFrame(value: unknown): value is FrameLike {
  if (value === null || typeof value !== "object") return false;
  const { columns, height, head, getColumn } = value as Partial<FrameLike>;
  return (
    Array.isArray(columns) &&
    typeof height === "number" &&
    typeof head === "function" &&
    typeof getColumn === "function"
  );
}

/** The first rows of a frame as a table. */
export function frameTable(frame: FrameLike, rows: number, columns: readonly TableColumn[]): Table {
  const head = frame.head(rows);
  const cells = columns.map(({ name }) => head.getColumn(name).toArray().map(frameCell));
  return {
    columns,
    rows: Array.from({ length: Math.min(rows, frame.height) }, (_, row) => cells.map((column) => column[row] ?? null)),
    totalRows: frame.height,
  };
}

function frameCell(value: unknown): TableCell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : shortTime(value);
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? Number(item) : item)) ?? String(value);
}

/** A date as people read it: "2018-01-01 07:00:00", the time left out at midnight. */
export function shortTime(date: Date): string {
  return date
    .toISOString()
    .replace("T", " ")
    .replace(/(\.000)?Z$/, "")
    .replace(/ 00:00:00$/, "");
}
