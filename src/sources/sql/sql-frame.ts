import type { DataFrame, Series } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { parseUtcTime } from "../../core/parse-utc-time.js";
import { anchoredTime } from "../../table/csv/anchored-time.js";
import { loadPolars } from "../../table/load-polars.js";
import type { ColumnSpec } from "../../table/schema/column.js";
import { sourceNames, type TableSchema } from "../../table/schema/schema.js";
import type { SqlCell, SqlColumn, SqlRowBatch } from "./sql-session.js";

/** Conversion of a database's own types. */
export interface SqlTypeOptions {
  /**
   * Flags (MySQL's `tinyint(1)`) as booleans, where a value other than 0 and 1 is an error, or as integers. @default
   * "boolean"
   */
  readonly booleans?: "boolean" | "integer" | undefined;
  /** Decimals as numbers, where more than 15 digits are an error, or as exact strings. @default "number" */
  readonly decimals?: "number" | "text" | undefined;
  /** Bytes are an error, or base64 strings. @default "refuse" */
  readonly blobs?: "refuse" | "base64" | undefined;
}

/** Conversion of a batch to a frame. */
export interface SqlFrameOptions extends SqlTypeOptions {
  /** Columns of kind text or number in the schema are converted to it. */
  readonly schema?: TableSchema | undefined;
  /**
   * Columns that the schema does not have: left out, or returned without values so that they can be rejected by name.
   * @default "refuse"
   */
  readonly extra?: "refuse" | "ignore" | undefined;
  /** A column that is read in any case. */
  readonly required?: string | undefined;
  /** The function that the user called. */
  readonly caller: string;
  /** Table and database, for errors. */
  readonly table: string;
  /** Number of rows before this batch. */
  readonly offset: number;
}

/**
 * A batch as a frame with Int64, Float64, Bool, String and Datetime columns; a Datetime has no zone and a resolution of
 * milliseconds, or microseconds where the server has more than three fractional digits. A time with an offset is in
 * UTC.
 */
export function rowFrame({ columns, rows }: SqlRowBatch, options: SqlFrameOptions): DataFrame {
  const { schema, extra = "refuse", required } = options;
  checkNames(columns, options);
  const pl = loadPolars();
  const series = columns.flatMap((column, index) => {
    const spec = schema === undefined ? undefined : getSpec(schema, column.name);
    if (schema !== undefined && spec === undefined && column.name !== required) {
      return extra === "ignore"
        ? []
        : [
            pl.Series(
              column.name,
              rows.map(() => null),
              pl.Utf8,
            ),
          ];
    }
    const cells = rows.map((row) => row[index] ?? null);
    return [toSeries({ ...column, kind: chooseKind(column, spec, options) }, cells, options)];
  });
  return pl.DataFrame(series);
}

/** Throws for two columns of one name. */
export function checkNames(columns: readonly SqlColumn[], { caller, table }: SqlFrameOptions): void {
  const names = columns.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new FormatError(`${caller}: ${table} has two columns named "${repeated}"; rename one with AS`);
  }
}

/** The schema's column of a column of the result. */
export function getSpec(schema: TableSchema, column: string): ColumnSpec | undefined {
  return Object.entries(schema.columns).find(
    ([name, spec]) => name === column || sourceNames(name, spec).includes(column),
  )?.[1];
}

/** The kind that schema and options choose for a column. */
export function chooseKind(
  { kind }: SqlColumn,
  spec: ColumnSpec | undefined,
  { booleans = "boolean", decimals = "number" }: SqlTypeOptions,
): SqlColumn["kind"] {
  const isText = spec?.kind === "string" || spec?.kind === "category";
  if (isText && kind !== "blob" && kind !== "nested") return "text";
  if (kind === "boolean" && (spec === undefined ? booleans === "integer" : spec.kind !== "boolean")) return "integer";
  return kind === "decimal" && decimals === "text" && spec === undefined ? "text" : kind;
}

type RejectCells = (isInvalid: (cell: SqlCell) => boolean, rule: string) => void;

function toSeries(column: SqlColumn, cells: readonly SqlCell[], options: SqlFrameOptions): Series {
  const pl = loadPolars();
  const { name, kind } = column;
  const { caller, table, offset } = options;
  const reject: RejectCells = (isInvalid, rule) => {
    const row = cells.findIndex((cell) => cell !== null && isInvalid(cell));
    if (row < 0) return;
    throw new FormatError(
      `${caller}: ${table}: row ${offset + row + 1}, column "${name}": ${rule.replace("%", String(cells[row]))}`,
    );
  };
  switch (kind) {
    case "integer": {
      const integers = cells.map((cell) => (cell === "true" ? "1" : cell === "false" ? "0" : cell));
      reject((cell) => !isInt64(cell), "expected a 64-bit integer, got %; cast it to text in a query");
      return pl.Series(name, integers.map(toText), pl.Utf8).cast(pl.Int64, true);
    }
    case "decimal":
      reject(
        (cell) => countDigits(String(cell)) > 15,
        'expected a decimal of at most 15 digits, got %; pass decimals: "text"',
      );
      return pl.Series(name, cells.map(toNumber), pl.Float64);
    case "number":
      reject((cell) => Number.isNaN(Number(cell)) && cell !== "NaN", "expected a number, got %; convert it in a query");
      return pl.Series(name, cells.map(toNumber), pl.Float64);
    case "boolean":
      reject((cell) => cell !== "true" && cell !== "false", 'expected 0 or 1, got %; pass booleans: "integer"');
      return pl.Series(
        name,
        cells.map((cell) => (cell === null ? null : cell === "true")),
        pl.Bool,
      );
    case "datetime":
      return toTimes(column, cells.map(toText), reject);
    case "text":
    case "nested":
      return pl.Series(name, cells.map(toText), pl.Utf8);
    case "blob":
      return toBase64(column, cells, options, reject);
  }
}

/** Throws unless the options accept bytes. */
export function checkBlobs({ name, type }: SqlColumn, { blobs, caller, table }: SqlFrameOptions): void {
  if (blobs === "base64") return;
  throw new FormatError(
    `${caller}: ${table}: column "${name}" has bytes (${type}); leave it out in a query, or pass blobs: "base64"`,
  );
}

function toBase64(column: SqlColumn, cells: readonly SqlCell[], options: SqlFrameOptions, reject: RejectCells): Series {
  checkBlobs(column, options);
  const { name } = column;
  reject((cell) => !(cell instanceof Uint8Array), "expected bytes, got %; convert it to text in a query");
  const pl = loadPolars();
  return pl.Series(
    name,
    cells.map((cell) => (cell instanceof Uint8Array ? Buffer.from(cell).toString("base64") : null)),
    pl.Utf8,
  );
}

function toTimes({ name, fraction = 0 }: SqlColumn, strings: readonly (string | null)[], reject: RejectCells): Series {
  const pl = loadPolars();
  const complete = strings.map((text) => (text === null ? null : completeTime(text)));
  const read = pl
    .DataFrame([pl.Series(name, complete, pl.Utf8)])
    .select(
      anchoredTime(pl.col(name), "%Y-%m-%d %H:%M:%S%.f")
        .cast(pl.Datetime(fraction > 3 ? "us" : "ms"))
        .alias(name),
    )
    .getColumn(name);
  if (read.nullCount() !== complete.filter((text) => text === null).length) {
    const found = read.toArray() as unknown as readonly unknown[];
    const invalid = new Set(
      complete.flatMap((text, row) => (text !== null && found[row] === null ? [strings[row]] : [])),
    );
    reject(
      (cell) => invalid.has(cell as string),
      "expected a date that exists, got %; convert it with NULLIF in a query",
    );
  }
  return read;
}

/** A time as `2024-03-31 01:30:00.5`, in UTC when it has an offset; a string that is not a time as it is. */
function completeTime(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?(\.\d+)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(text.trim());
  if (parts === null) return `not a time: ${text}`;
  const [, day = "", minute = "00:00", second = ":00", fraction = "", offset = "Z"] = parts;
  if (offset === "Z") return `${day} ${minute}${second}${fraction}`;
  const time = parseUtcTime(`${day}T${minute}${second}${offset}`);
  if (time === undefined) return `not a time: ${text}`;
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")}${fraction}`;
}

const toText = (cell: SqlCell): string | null => (cell === null ? null : String(cell));
const toNumber = (cell: SqlCell): number | null => (cell === null ? null : Number(cell));

function isInt64(cell: SqlCell): boolean {
  const text = cell === "true" || cell === "false" ? "1" : String(cell);
  if (!/^-?\d+$/.test(text)) return false;
  return text.length < 19 || BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** Number of significant digits: `-0.0012300` has three. */
export function countDigits(text: string): number {
  if (text.length <= 15) return 0;
  const plain = text.includes(".") ? text.replace(/0+$/, "") : text;
  return plain.replace(/^[-0.]+/, "").replace(".", "").length;
}
