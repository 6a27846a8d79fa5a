import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import type { Table, TableCell, TableColumn } from "../report/tables/table.js";
import type { Column, Columns } from "../table/columns.js";
import { isFrame } from "../table/is-frame.js";
import type { TableSchema } from "../table/schema/schema.js";
import { frameTable } from "./frame-table.js";

/** How a table is shown. */
export interface ShowTableOptions {
  /** Rows shown, at most 20. Default 10. */
  readonly rows?: number | undefined;
  /** Unit of a column, for its header: `{ temp: "K" }`. */
  readonly units?: Readonly<Record<string, string>> | undefined;
  /** Units of the columns that the schema has. */
  readonly schema?: TableSchema | undefined;
  /** Decimals, for all columns or by name. Default: by the size of the values. */
  readonly decimals?: number | Readonly<Record<string, number>> | undefined;
  /** A line above the table. Default: its size. */
  readonly caption?: string | undefined;
}

const mostRows = 20;

/**
 * The first rows of a frame, of `Columns`, of records or of a table, with units in its header; undefined for any other
 * value.
 */
export function shownTable(value: unknown, options: ShowTableOptions = {}): Table | undefined {
  const { rows = 10, caption } = options;
  if (!Number.isInteger(rows) || rows < 0)
    throw new ArgumentError(
      `show: rows: expected an integer from 0 to ${mostRows}, got ${rows}; pass rows: 20, or leave it out`,
    );
  const shown = Math.min(rows, mostRows);
  const table = toTable(value, shown, options);
  if (table === undefined) return undefined;
  const count = table.totalRows ?? table.rows.length;
  const size = `${count.toLocaleString("en-US")} ${count === 1 ? "row" : "rows"} x ${table.columns.length} columns`;
  return { ...table, caption: caption === undefined ? size : `${caption} (${size})` };
}

function toTable(value: unknown, shown: number, options: ShowTableOptions): Table | undefined {
  if (isFrame(value)) {
    const table = frameTable(value, shown, options.schema);
    return { ...table, columns: merged(table.columns, headers(value.columns, options)) };
  }
  if (isColumns(value)) {
    const columns = [...value.byName];
    return {
      columns: headers(
        columns.map(([name]) => name),
        options,
      ),
      rows: Array.from({ length: Math.min(shown, value.rowCount) }, (_, row) =>
        columns.map(([, column]) => cellAt(column, row)),
      ),
      totalRows: value.rowCount,
    };
  }
  if (isRecords(value)) {
    const names = [...new Set(value.slice(0, 1_000).flatMap((record) => Object.keys(record)))];
    return {
      columns: headers(names, options),
      rows: value.slice(0, shown).map((record) => names.map((name) => toCell(record[name]))),
      totalRows: value.length,
    };
  }
  if (isTable(value)) {
    const names = value.columns.map((column) => (typeof column === "string" ? column : column.name));
    return {
      ...value,
      columns: merged(value.columns, headers(names, options)),
      rows: value.rows.slice(0, shown),
      totalRows: value.totalRows ?? value.rows.length,
    };
  }
  return undefined;
}

function headers(names: readonly string[], { units = {}, decimals, schema }: ShowTableOptions): readonly TableColumn[] {
  for (const name of [...Object.keys(units), ...Object.keys(typeof decimals === "object" ? decimals : {})]) {
    if (!names.includes(name)) {
      throw new ArgumentError(`show: unknown column "${name}"; expected ${names.join(", ")}${didYouMean(name, names)}`);
    }
  }
  return names.map((name) => {
    const digits = typeof decimals === "object" ? decimals[name] : decimals;
    const unit = units[name] ?? schema?.columns[name]?.unit;
    return {
      name,
      unit,
      decimals: digits,
    };
  });
}

/** Headers as given, overridden by the options. */
function merged(given: readonly (TableColumn | string)[], chosen: readonly TableColumn[]): readonly TableColumn[] {
  return given.map((column, index) => ({
    ...(typeof column === "string" ? { name: column } : column),
    ...chosen[index],
  }));
}

function isColumns(value: unknown): value is Columns {
  return value !== null && typeof value === "object" && (value as Partial<Columns>).kind === "columns";
}

function isTable(value: unknown): value is Table {
  if (value === null || typeof value !== "object") return false;
  const { kind, columns, rows } = value as Partial<Table>;
  return kind === "table" && Array.isArray(columns) && Array.isArray(rows) && rows.every(Array.isArray);
}

function isRecords(value: unknown): value is readonly Record<string, unknown>[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => item !== null && typeof item === "object" && Object.getPrototypeOf(item) === Object.prototype)
  );
}

function cellAt(column: Column, row: number): TableCell {
  switch (column.kind) {
    case "number":
      return column.values[row] ?? null;
    case "time":
      return toCell(new Date(column.values[row] ?? Number.NaN));
    case "category":
      return column.categories[column.codes[row] ?? -1] ?? null;
    case "string":
      return column.values[row] ?? null;
  }
}

function toCell(value: unknown): TableCell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : timeText(value);
  return typeof value === "object" ? (JSON.stringify(value) ?? "") : String(value);
}

/** A time as text, without the time of day at midnight: "2018-01-01 07:00:00". */
function timeText(date: Date): string {
  return date
    .toISOString()
    .replace("T", " ")
    .replace(/(\.000)?Z$/, "")
    .replace(/ 00:00:00$/, "");
}
