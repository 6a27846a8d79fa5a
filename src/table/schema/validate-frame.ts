import type { DataFrame, Series } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { didYouMean } from "../../core/did-you-mean.js";
import { FormatError } from "../../core/errors.js";
import { getVariant } from "../get-variant.js";
import { loadPolars } from "../load-polars.js";
import { applyRules } from "./apply-rules.js";
import type { ColumnSpec } from "./column.js";
import { sourceNames, type TableSchema } from "./schema.js";
import type { TableReport } from "./table-report.js";
import type { ValidationMode } from "./validation-error.js";

const kindsByType: Readonly<Record<ColumnSpec["kind"], readonly string[]>> = {
  number: [
    "Float64",
    "Float32",
    "Float16",
    "Int64",
    "Int32",
    "Int16",
    "Int8",
    "UInt64",
    "UInt32",
    "UInt16",
    "UInt8",
    "Decimal",
    "Null",
  ],
  // Integers with missing cells are floats where other tools wrote the file.
  integer: ["Int64", "Int32", "Int16", "Int8", "UInt64", "UInt32", "UInt16", "UInt8", "Float64", "Float32", "Null"],
  category: ["String", "Utf8", "Categorical", "Enum", "Null"],
  string: ["String", "Utf8", "Categorical", "Enum", "Null"],
  datetime: ["Datetime", "Date", "Null"],
  boolean: ["Bool", "Null"],
};

/** How a frame is checked. */
export interface ValidateOptions {
  /** The file or URI that errors name; default "the frame". */
  readonly uri?: string | undefined;
  /** The row of the file that the frame's first row is, counted from 0, for errors; default 0. */
  readonly firstRow?: number | undefined;
  /** Columns that the schema does not name: "refuse" (default) names them, "ignore" leaves them out. */
  readonly extra?: "refuse" | "ignore" | undefined;
  /** What happens to rows that break a rule; default "refuse". */
  readonly mode?: ValidationMode | undefined;
  /** Gets the account of what was found, once the table is accepted. */
  readonly onReport?: ((report: TableReport) => void) | undefined;
}

/**
 * A typed frame, as it comes from Parquet or from a join, in the schema's columns, order and types, then checked by its
 * rules. A column may have its name in code or its source name; NaN counts as missing. Floats are taken for an integer
 * column when each of them is an integer, and times with a zone keep their wall clock (20:00 in Chicago is 20:00).
 * Types that would need guessing (a string for a number) are refused; errors name column, row (the first is 1) and
 * value.
 *
 * @example const valid = validateFrame(frame, schema("t", { id: column.integer({ min: 0 }) }));
 */
export function validateFrame(frame: DataFrame, schema: TableSchema, options: ValidateOptions = {}): DataFrame {
  checkOptionNames("validateFrame", options, ["uri", "firstRow", "extra", "mode", "onReport"]);
  const { uri = "the frame", firstRow = 0, extra = "refuse", mode, onReport } = options;
  const sources = Object.entries(schema.columns).map(([name, spec]) => ({
    name,
    spec,
    source: findSource(frame, name, spec, uri),
  }));
  const others = frame.columns.filter((name) => sources.every(({ source }) => source !== name));
  if (extra === "refuse" && others.length > 0) {
    throw new FormatError(
      `readTable: ${uri} has columns that the schema "${schema.name}" does not know: ${others.join(", ")}; add them, or pass extra: "ignore"`,
    );
  }
  const pl = loadPolars();
  const series = sources.map(({ source, name, spec }) => {
    if (source === undefined) {
      return pl.Series(name, new Array<null>(frame.height).fill(null), pl.Utf8);
    }
    const found = frame.getColumn(source);
    const variant = getVariant(found);
    if (!kindsByType[spec.kind].includes(variant)) {
      throw new FormatError(
        `readTable: column "${source}" of ${uri} is ${variant}, the schema "${schema.name}" expects ${spec.kind}; write it again with that type`,
      );
    }
    return found.alias(name);
  });
  const cells = nanAsNull(pl.DataFrame(series));
  const typed = pl.DataFrame(sources.map(({ name, spec }) => castSeries(cells.getColumn(name), spec).alias(name)));
  const absent = sources.flatMap(({ source, name }) => (source === undefined ? [name] : []));
  const rowName = (row: number): string => `row ${firstRow + row + 1}`;
  // What is not an integer of 64 bits is null among the integers, and shown as it was.
  const isWider = sources.some(({ name, spec }) => spec.kind === "integer" && isWiderColumn(cells, name));
  const strings = isWider ? cells : undefined;
  return applyRules(typed, schema, { uri, rowName, mode, onReport, absent, strings, wasRepaired: true });
}

function findSource(frame: DataFrame, name: string, spec: ColumnSpec, uri: string): string | undefined {
  const source = [name, ...sourceNames(name, spec)].find((candidate) => frame.columns.includes(candidate));
  if (source !== undefined || spec.optional === true) return source;
  throw new FormatError(
    `readTable: no column "${name}" in ${uri}; it has ${frame.columns.join(", ")}${didYouMean(name, frame.columns)}`,
  );
}

function castSeries(series: Series, { kind }: ColumnSpec): Series {
  const pl = loadPolars();
  switch (kind) {
    case "number":
      return series.cast(pl.Float64, true);
    case "integer":
      return /^Float/.test(getVariant(series)) ? castIntegers(series) : series.cast(pl.Int64, false);
    case "category":
    case "string":
      return series.cast(pl.Utf8, true);
    case "datetime":
      return toWallClock(series).cast(pl.Datetime("ms"), true);
    case "boolean":
      return series.cast(pl.Bool, true);
  }
}

/** Floats as integers, null where one is not an integer or beyond 2^53, where floats are not exact. */
function castIntegers(series: Series): Series {
  const pl = loadPolars();
  const value = pl.col(series.name);
  const isExact = value
    .floor()
    .eq(value)
    .and(value.abs().ltEq(pl.lit(2 ** 53)));
  const integers = pl.when(isExact).then(value).otherwise(pl.lit(null)).cast(pl.Int64, false);
  return pl.DataFrame([series]).select(integers.alias(series.name)).getColumn(series.name);
}

function toWallClock(series: Series): Series {
  const { dtype } = series as { readonly dtype: { readonly variant: string; readonly timeZone?: string | null } };
  if (dtype.variant !== "Datetime" || !dtype.timeZone) return series;
  const pl = loadPolars();
  const wallClock = pl.col(series.name).dt.replaceTimeZone("UTC", "earliest");
  return pl.DataFrame([series]).select(wallClock).getColumn(series.name);
}

function isWiderColumn(frame: DataFrame, name: string): boolean {
  return isFloatColumn(frame, name) || getVariant(frame.getColumn(name)) === "UInt64";
}

function isFloatColumn(frame: DataFrame, name: string): boolean {
  return /^Float/.test(getVariant(frame.getColumn(name)));
}

function nanAsNull(frame: DataFrame): DataFrame {
  const pl = loadPolars();
  const floats = frame.columns.filter((name) => isFloatColumn(frame, name));
  return floats.length === 0 ? frame : frame.withColumns(pl.col([...floats]).fillNan(pl.lit(null)));
}
