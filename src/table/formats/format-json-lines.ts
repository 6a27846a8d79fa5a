import { gzipSync } from "node:zlib";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import { getVariant } from "../get-variant.js";
import { loadPolars } from "../load-polars.js";
import type { TableSchema } from "../schema/schema.js";
import { writtenTime } from "./written-time.js";

/** How a frame is written as JSON lines. */
export interface FormatJsonLinesOptions {
  /**
   * Write the columns under their names in the file and dates in their format, so that the schema reads the file back.
   */
  readonly schema?: TableSchema | undefined;
  readonly gzip?: boolean | undefined;
}

/**
 * The frame as one JSON object a line: UTF-8, missing as null, dates as `2016-02-28 17:00:00`. Integers beyond 2^53 are
 * strings, as JSON numbers would round them; decimals have all of their digits.
 *
 * @throws ArgumentError for an infinite number, which JSON has no form for.
 */
export function formatJsonLines(frame: DataFrame, { schema, gzip = false }: FormatJsonLinesOptions = {}): Uint8Array {
  const pl = loadPolars();
  const columns = frame.columns.map((name) => {
    const spec = schema?.columns[name];
    const variant = getVariant(frame.getColumn(name));
    const isTime = variant === "Datetime" || variant === "Date";
    if (variant === "Binary") {
      throw new ArgumentError(
        `writeTable: column "${name}" is Binary, which JSON cannot hold; write Parquet or leave it out`,
      );
    }
    if (/^Float/.test(variant)) refuseInfinite(frame, name);
    const usual = variant === "Date" ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S%.f";
    const shown = isTime ? frame.select(writtenTime(frame, name, spec?.format, usual)) : frame.select(name);
    const isWhole = /^U?Int(64|128)$/.test(variant);
    const isDecimal = variant === "Decimal";
    const values: readonly unknown[] =
      isWhole || isDecimal || variant === "Enum"
        ? shown.select(pl.col(name).cast(pl.Utf8)).getColumn(name).toArray()
        : shown.getColumn(name).toArray();
    return {
      key: JSON.stringify(spec?.source ?? name),
      values,
      form: isWhole ? "integer" : isDecimal ? "decimal" : undefined,
    } as const;
  });
  const lines: string[] = [];
  for (let row = 0; row < frame.height; row++) {
    const fields = columns.map(({ key, values, form }) => `${key}:${fieldJson(values[row], form)}`);
    lines.push(`{${fields.join(",")}}\n`);
  }
  const bytes = Buffer.from(lines.join(""));
  return gzip ? gzipSync(bytes) : bytes;
}

function fieldJson(value: unknown, form: "integer" | "decimal" | undefined): string {
  if (value === null || value === undefined) return "null";
  if (form === "decimal") return String(value);
  if (form === "integer") return Number.isSafeInteger(Number(value)) ? String(value) : JSON.stringify(value);
  return JSON.stringify(value);
}

function refuseInfinite(frame: DataFrame, name: string): void {
  const pl = loadPolars();
  const number = pl.col(name);
  const isInfinite = number.abs().eq(pl.lit(Number.POSITIVE_INFINITY)).fillNull(pl.lit(false));
  const rows = frame.select(isInfinite.alias("infinite")).withRowIndex("row").filter(pl.col("infinite"));
  if (rows.height === 0) return;
  throw new ArgumentError(
    `writeTable: column "${name}" row ${Number(rows.getColumn("row").get(0)) + 1} is infinite, which JSON cannot hold; write Parquet, or make it missing`,
  );
}
