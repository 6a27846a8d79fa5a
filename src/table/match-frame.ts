import type { DataFrame } from "nodejs-polars";
import { didYouMean } from "../core/did-you-mean.js";
import { FormatError } from "../core/errors.js";
import type { ColumnSpec } from "./column.js";
import { loadPolars } from "./load-polars.js";
import type { TableSchema } from "./schema.js";
import type { TableReport } from "./table-report.js";
import { validateFrame } from "./validate-frame.js";

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
  text: ["String", "Utf8", "Categorical", "Null"],
  datetime: ["Datetime", "Date", "Null"],
  boolean: ["Bool", "Null"],
};

/**
 * A typed frame, as it comes from Parquet, in the schema's columns, order and types, then checked by its rules. A column may stand
 * under its name in code or its source name. Types that would need guessing (text for a number) are refused.
 */
export function matchFrame(
  frame: DataFrame,
  schema: TableSchema,
  {
    place = "the frame",
    extra = "refuse",
    onReport,
  }: {
    readonly place?: string;
    readonly extra?: "refuse" | "ignore";
    readonly onReport?: (report: TableReport) => void;
  } = {},
): DataFrame {
  const pl = loadPolars();
  const used = new Set<string>();
  const wanted = Object.entries(schema.columns).map(([name, spec]) => {
    const source = [name, spec.source ?? name].find((candidate) => frame.columns.includes(candidate));
    if (source === undefined) {
      throw new FormatError(
        `readTable: no column "${name}" in ${place}; it has ${frame.columns.join(", ")}${didYouMean(name, frame.columns)}`,
      );
    }
    used.add(source);
    const { variant } = frame.getColumn(source).dtype;
    if (!kindsByType[spec.kind].includes(variant)) {
      throw new FormatError(
        `readTable: column "${source}" of ${place} is ${variant}, the schema "${schema.name}" asks for ${spec.kind}; write the file again with that type`,
      );
    }
    return pl.col(source).cast(typeOf(spec), true).alias(name);
  });
  const others = frame.columns.filter((name) => !used.has(name));
  if (extra === "refuse" && others.length > 0) {
    throw new FormatError(
      `readTable: ${place} has columns that the schema "${schema.name}" does not know: ${others.join(", ")}; add them, or pass extra: "ignore"`,
    );
  }
  const typed = nanAsNull(frame.select(...wanted), schema);
  return validateFrame(typed, schema, { place, caller: "readTable", ...(onReport === undefined ? {} : { onReport }) });
}

/** NaN in a stored number means missing here, as it does in columns. */
function nanAsNull(frame: DataFrame, schema: TableSchema): DataFrame {
  const pl = loadPolars();
  const numbers = Object.entries(schema.columns).filter(([, spec]) => spec.kind === "number");
  if (numbers.length === 0) return frame;
  return frame.withColumns(...numbers.map(([name]) => pl.col(name).fillNan(pl.lit(null)).alias(name)));
}

function typeOf({ kind }: ColumnSpec): ReturnType<ReturnType<typeof loadPolars>["Datetime"]> {
  const pl = loadPolars();
  switch (kind) {
    case "number":
      return pl.Float64 as never;
    case "integer":
      return pl.Int64 as never;
    case "category":
    case "text":
      return pl.Utf8 as never;
    case "datetime":
      return pl.Datetime("ms");
    case "boolean":
      return pl.Bool as never;
  }
}
