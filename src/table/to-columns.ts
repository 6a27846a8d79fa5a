import { ArgumentError, NotFoundError } from "../core/errors.js";
import { mapNumbers } from "../core/map-numbers.js";
import { type Column, type Columns, columnsFromEntries } from "./columns.js";
import { countRows, type FrameLike, isColumns, isTable, type SeriesLike, type TableSource } from "./frame-like.js";
import { getVariant } from "./get-variant.js";
import { selectColumns } from "./select-columns.js";

/** What `toColumns` makes of a table. */
export interface ToColumnsOptions {
  /** String columns that stay strings; the others become categories. */
  readonly strings?: readonly string[] | undefined;
  /** The columns to convert, in that order. Default: all. */
  readonly only?: readonly string[] | undefined;
}

/**
 * A table's columns as typed arrays: numbers as Float64Array with NaN for missing, strings as category codes
 * (categories in code-point order), dates as milliseconds of wall-clock time, booleans as 0 and 1. Plain columns are
 * returned as they are.
 *
 * @throws ArgumentError for integers beyond 2^53, which a number cannot hold, and for column types without such a form
 * (lists, structs).
 * @example const { rowCount, byName } = toColumns(frame);
 */
export function toColumns(source: TableSource, options: ToColumnsOptions = {}): Columns {
  return columnsFor("toColumns", source, options);
}

/** As `toColumns`, for a function that the user called: `caller` is named in errors. */
export function columnsFor(
  caller: string,
  source: TableSource,
  { strings = [], only, ...rest }: ToColumnsOptions = {},
): Columns {
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) {
    throw new ArgumentError(`${caller}: unknown option "${unknown}"; options are strings, only`);
  }
  if (isColumns(source)) return only === undefined ? source : selectColumns(source, only, caller);
  checkFrame(caller, source);
  const names = source.columns;
  for (const name of [...strings, ...(only ?? [])]) {
    if (!names.includes(name)) {
      throw new NotFoundError(`${caller}: no column "${name}"; the table has ${names.join(", ")}`);
    }
  }
  return {
    ...columnsFromEntries(
      (only ?? names).map((name) => [name, toColumn(caller, source, name, strings.includes(name))] as const),
    ),
    rowCount: countRows(source),
  };
}

function checkFrame(caller: string, source: FrameLike): void {
  if (isTable(source)) return;
  const hint =
    typeof source === "object" && source !== null && "collectSync" in source
      ? "a LazyDataFrame; call collect() first"
      : `${Array.isArray(source) ? "an array" : typeof source}`;
  throw new ArgumentError(`${caller}: expected a Polars DataFrame or columns, got ${hint}`);
}

/** What a Polars series can do besides what `SeriesLike` promises to callers. */
interface PolarsSeries extends SeriesLike {
  readonly dtype: { readonly variant: string; readonly timeZone?: string | null };
  readonly dt: { strftime(format: string): PolarsSeries };
  cast(dtype: object): PolarsSeries;
  fillNull(strategy: "zero"): PolarsSeries;
  isNull(): PolarsSeries;
  rank(method: "dense"): PolarsSeries;
  unique(): PolarsSeries;
  dropNulls(): PolarsSeries;
  sort(): PolarsSeries;
  min(): unknown;
  max(): unknown;
  toTypedArray(): unknown;
}

function toColumn(caller: string, frame: FrameLike, name: string, asStrings: boolean): Column {
  const series = frame.getColumn(name) as PolarsSeries;
  const variant = getVariant(series);
  if (/^U?Int64$/.test(variant)) refuseInexact(caller, name, series);
  if (/^(Float|U?Int|Bool$|Decimal|Null)/.test(variant)) return { kind: "number", values: toNumbers(series) };
  if (variant === "Date") {
    return { kind: "time", values: toNumbers(series.cast({ variant: "Int32" })).map((days) => days * 86_400_000) };
  }
  if (variant === "Datetime") return { kind: "time", values: toTimes(series) };
  if (["String", "Utf8", "Categorical", "Enum"].includes(variant)) {
    const strings = /^(Categorical|Enum)$/.test(variant) ? series.cast({ variant: "String" }) : series;
    if (asStrings) return { kind: "string", values: strings.toArray() as (string | null)[] };
    return toCategory(strings);
  }
  throw new ArgumentError(
    `${caller}: column "${name}" is ${variant}, which has no plain array; cast it or drop it from the table`,
  );
}

function toNumbers(series: PolarsSeries): Float64Array {
  if (series.length === 0) return new Float64Array(0);
  const numbers = getVariant(series) === "Float64" ? series : series.cast({ variant: "Float64" });
  if (numbers.nullCount() === 0) return numbers.toTypedArray() as Float64Array;
  const values = numbers.fillNull("zero").toTypedArray() as Float64Array;
  const missing = numbers.isNull().cast({ variant: "UInt8" }).toTypedArray() as Uint8Array;
  for (let row = 0; row < values.length; row++) if (missing[row] === 1) values[row] = Number.NaN;
  return values;
}

function toTimes(series: PolarsSeries): Float64Array {
  if (!series.dtype.timeZone) {
    return toNumbers(series.cast({ variant: "Datetime", timeUnit: "ms", timeZone: "" }).cast({ variant: "Int64" }));
  }
  const wallClock = series.dt.strftime("%Y-%m-%dT%H:%M:%S%.3f").toArray() as (string | null)[];
  return mapNumbers(wallClock, (time) => (time === null ? Number.NaN : Date.parse(`${time}Z`)));
}

function toCategory(strings: PolarsSeries): Column {
  if (strings.length === 0) return { kind: "category", codes: new Int32Array(0), categories: [] };
  const categories = strings.unique().dropNulls().sort().toArray() as string[];
  const ranks = strings.rank("dense").cast({ variant: "Int32" }).fillNull("zero").toTypedArray() as Int32Array;
  return { kind: "category", codes: ranks.map((rank) => rank - 1), categories };
}

const exactLimit = 2 ** 53;

function refuseInexact(caller: string, name: string, series: PolarsSeries): void {
  if (series.length === series.nullCount()) return;
  // The engine gives null for a maximum beyond 2^63.
  const isSmall = (value: unknown): boolean => value !== null && Math.abs(Number(value)) < exactLimit;
  if (isSmall(series.min()) && isSmall(series.max())) return;
  const values = series.cast({ variant: "String" }).toArray();
  const row = values.findIndex((value) => value !== null && Math.abs(Number(value)) >= exactLimit);
  if (row < 0) return;
  throw new ArgumentError(
    `${caller}: column "${name}" row ${row + 1} is ${values[row]}, beyond 2^53 where numbers are not exact; read it as a string`,
  );
}
