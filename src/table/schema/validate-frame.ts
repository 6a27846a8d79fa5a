import type { DataFrame, Series } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { didYouMean } from "../../core/did-you-mean.js";
import { FormatError } from "../../core/errors.js";
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
  integer: ["Int64", "Int32", "Int16", "Int8", "UInt64", "UInt32", "UInt16", "UInt8", "Null"],
  category: ["String", "Utf8", "Categorical", "Null"],
  string: ["String", "Utf8", "Categorical", "Null"],
  datetime: ["Datetime", "Date", "Null"],
  boolean: ["Bool", "Null"],
};

/** How a frame is checked. */
export interface ValidateOptions {
  /** The file or URI that errors name; default "the frame". */
  readonly uri?: string;
  /** The row of the file that the frame's first row is, counted from 0, for errors; default 0. */
  readonly firstRow?: number;
  /** Columns that the schema does not name: "refuse" (default) names them, "ignore" leaves them out. */
  readonly extra?: "refuse" | "ignore";
  /** What happens to rows that break a rule; default "refuse". */
  readonly mode?: ValidationMode;
  /** Gets the account of what was found, once the table is accepted. */
  readonly onReport?: (report: TableReport) => void;
}

/**
 * A typed frame, as it comes from Parquet or from a join, in the schema's columns, order and types, then checked by its rules. A
 * column may stand under its name in code or its source name; NaN counts as missing. Types that would need guessing (text for
 * a number) are refused; errors name column, row (the first is 1) and value.
 */
export function validateFrame(frame: DataFrame, schema: TableSchema, options: ValidateOptions = {}): DataFrame {
  checkOptionNames("validateFrame", options, ["uri", "firstRow", "extra", "mode", "onReport"]);
  const { uri = "the frame", firstRow = 0, extra = "refuse", mode, onReport } = options;
  const sources = Object.entries(schema.columns).map(([name, spec]) => ({
    name,
    spec,
    source: sourceOf(frame, name, spec, uri),
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
      return castSeries(pl.Series(name, new Array<null>(frame.height).fill(null), pl.Utf8), spec).alias(name);
    }
    const found = frame.getColumn(source);
    if (!kindsByType[spec.kind].includes(found.dtype.variant)) {
      throw new FormatError(
        `readTable: column "${source}" of ${uri} is ${found.dtype.variant}, the schema "${schema.name}" asks for ${spec.kind}; write it again with that type`,
      );
    }
    return castSeries(found, spec).alias(name);
  });
  const typed = nanAsNull(pl.DataFrame(series), schema);
  const absent = sources.flatMap(({ source, name }) => (source === undefined ? [name] : []));
  const rowName = (row: number): string => `row ${firstRow + row + 1}`;
  return applyRules(typed, schema, { uri, rowName, mode, onReport, absent, wasRepaired: true });
}

function sourceOf(frame: DataFrame, name: string, spec: ColumnSpec, uri: string): string | undefined {
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
      return series.cast(pl.Int64, true);
    case "category":
    case "string":
      return series.cast(pl.Utf8, true);
    case "datetime":
      return series.cast(pl.Datetime("ms"), true);
    case "boolean":
      return series.cast(pl.Bool, true);
  }
}

function nanAsNull(frame: DataFrame, schema: TableSchema): DataFrame {
  const pl = loadPolars();
  const numbers = frame.columns.filter((name) => schema.columns[name]?.kind === "number");
  return numbers.length === 0 ? frame : frame.withColumns(pl.col([...numbers]).fillNan(pl.lit(null)));
}
