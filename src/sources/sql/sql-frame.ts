import type { DataFrame, Series } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { loadPolars } from "../../table/load-polars.js";
import { sourceNames, type TableSchema } from "../../table/schema/schema.js";
import type { SqlBatch, SqlCell, SqlColumn } from "./sql-session.js";

/** What a database's own types become. */
export interface SqlTypeOptions {
  /** Flags (MySQL's `tinyint(1)`): as true and false (default; another value is refused), or as whole numbers. */
  readonly booleans?: "boolean" | "integer";
  /** Decimals: as numbers (default; more than 15 digits, which a number cannot hold, are refused), or as exact texts. */
  readonly decimals?: "number" | "text";
  /** Bytes: refused (default), or as base64 texts. */
  readonly blobs?: "refuse" | "base64";
}

/** How a batch becomes a frame. */
export interface SqlFrameOptions extends SqlTypeOptions {
  /** Where a schema asks for text, or for numbers where the server has flags, the cells come so. */
  readonly schema?: TableSchema | undefined;
  /** What errors call the table. */
  readonly place: string;
  /** Rows before this batch. */
  readonly offset: number;
}

/** A batch as a frame: Int64, Float64, Bool, String, and Datetime without a zone in milliseconds or, where the server keeps more, microseconds. */
export function sqlFrame({ columns, rows }: SqlBatch, options: SqlFrameOptions): DataFrame {
  const names = columns.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new FormatError(
      `sqlTable: two columns of ${options.place} are called "${repeated}"; tell them apart with AS`,
    );
  }
  return loadPolars().DataFrame(
    columns.map((column, index) =>
      seriesOf(
        asked(column, options),
        rows.map((row) => row[index] ?? null),
        options,
      ),
    ),
  );
}

/** The column with the kind that schema and options ask for. */
function asked(column: SqlColumn, { schema, booleans = "boolean", decimals = "number" }: SqlFrameOptions): SqlColumn {
  const spec = Object.entries(schema?.columns ?? {}).find(
    ([name, one]) => name === column.name || sourceNames(name, one).includes(column.name),
  )?.[1];
  const isText = spec?.kind === "text" || spec?.kind === "category";
  if (isText && column.kind !== "blob") return { ...column, kind: "text" };
  if (column.kind === "boolean" && (spec === undefined ? booleans === "integer" : spec.kind !== "boolean")) {
    return { ...column, kind: "integer" };
  }
  return column.kind === "decimal" && decimals === "text" && spec === undefined ? { ...column, kind: "text" } : column;
}

function seriesOf(column: SqlColumn, cells: readonly SqlCell[], options: SqlFrameOptions): Series {
  const pl = loadPolars();
  const { name, kind } = column;
  const refuse = (found: (cell: SqlCell) => boolean, rule: string): void => {
    const row = cells.findIndex((cell) => cell !== null && found(cell));
    if (row < 0) return;
    throw new FormatError(
      `sqlTable: column "${name}" row ${options.offset + row + 1} of ${options.place} is ${String(cells[row])}; ${rule}`,
    );
  };
  switch (kind) {
    case "integer": {
      const whole = cells.map((cell) => (cell === "true" ? "1" : cell === "false" ? "0" : cell));
      refuse((cell) => !isInt64(cell), "a 64-bit whole number cannot hold it, so cast it to text in a query");
      return pl.Series(name, whole.map(textOf), pl.Utf8).cast(pl.Int64, true);
    }
    case "decimal":
      refuse((cell) => digits(String(cell)) > 15, 'a number cannot hold that many digits, so pass decimals: "text"');
      return pl.Series(name, cells.map(numberOf), pl.Float64);
    case "number":
      refuse((cell) => Number.isNaN(Number(cell)) && cell !== "NaN", "that is no number");
      return pl.Series(name, cells.map(numberOf), pl.Float64);
    case "boolean":
      refuse((cell) => cell !== "true" && cell !== "false", 'that is neither 0 nor 1, so pass booleans: "integer"');
      return pl.Series(
        name,
        cells.map((cell) => (cell === null ? null : cell === "true")),
        pl.Bool,
      );
    case "datetime":
      return timesOf(column, cells.map(textOf), refuse);
    case "text":
      return pl.Series(name, cells.map(textOf), pl.Utf8);
    case "blob":
      if (options.blobs !== "base64") {
        throw new FormatError(
          `sqlTable: column "${name}" of ${options.place} holds bytes (${column.type}); leave it out with a query, or pass blobs: "base64"`,
        );
      }
      refuse((cell) => !(cell instanceof Uint8Array), "that is not bytes, so turn it into text in a query");
      return pl.Series(
        name,
        cells.map((cell) => (cell instanceof Uint8Array ? Buffer.from(cell).toString("base64") : null)),
        pl.Utf8,
      );
  }
}

function timesOf(
  { name, fraction = 0 }: SqlColumn,
  texts: readonly (string | null)[],
  refuse: (found: (cell: SqlCell) => boolean, rule: string) => void,
): Series {
  const pl = loadPolars();
  const whole = texts.map((text) => (text === null ? null : fullTime(text)));
  const read = pl
    .DataFrame([pl.Series(name, whole, pl.Utf8)])
    .select(
      pl
        .col(name)
        .str.strptime(pl.Datetime, "%Y-%m-%d %H:%M:%S%.f")
        .cast(pl.Datetime(fraction > 3 ? "us" : "ms")),
    )
    .getColumn(name);
  if (read.nullCount() !== whole.filter((text) => text === null).length) {
    const found = read.toArray() as unknown as readonly unknown[];
    const bad = new Set(whole.flatMap((text, row) => (text !== null && found[row] === null ? [texts[row]] : [])));
    refuse((cell) => bad.has(cell as string), "there is no such date, so turn it into NULL in a query (NULLIF)");
  }
  return read;
}

function fullTime(text: string): string {
  const time = text.replace("T", " ").replace(/Z$/, "");
  if (time.length === 10) return `${time} 00:00:00`;
  return time.length === 16 ? `${time}:00` : time;
}

const textOf = (cell: SqlCell): string | null => (cell === null ? null : String(cell));
const numberOf = (cell: SqlCell): number | null => (cell === null ? null : Number(cell));

function isInt64(cell: SqlCell): boolean {
  const text = cell === "true" || cell === "false" ? "1" : String(cell);
  if (!/^-?\d+$/.test(text)) return false;
  return text.length < 19 || BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** Digits that count: `-0.0012300` has three. */
function digits(text: string): number {
  if (text.length <= 15) return 0;
  const plain = text.includes(".") ? text.replace(/0+$/, "") : text;
  return plain.replace(/^[-0.]+/, "").replace(".", "").length;
}
