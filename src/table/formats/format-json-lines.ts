import { gzipSync } from "node:zlib";
import type { DataFrame } from "nodejs-polars";
import { loadPolars } from "../load-polars.js";
import type { TableSchema } from "../schema/schema.js";
import { toUtcFormat } from "./exact-time.js";

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
 * strings, as JSON numbers would round them.
 */
export function formatJsonLines(frame: DataFrame, { schema, gzip = false }: FormatJsonLinesOptions = {}): Uint8Array {
  const pl = loadPolars();
  const columns = frame.columns.map((name) => {
    const spec = schema?.columns[name];
    const { variant } = frame.getColumn(name).dtype;
    const isTime = variant === "Datetime" || variant === "Date";
    const usual = variant === "Date" ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S%.f";
    const shown = isTime
      ? frame.select(pl.col(name).dt.strftime(toUtcFormat(spec?.format) ?? usual))
      : frame.select(name);
    const isWhole = /^U?Int64$/.test(variant);
    const values: readonly unknown[] = isWhole
      ? shown.select(pl.col(name).cast(pl.Utf8)).getColumn(name).toArray()
      : shown.getColumn(name).toArray();
    return { key: JSON.stringify(spec?.source ?? name), values, isWhole };
  });
  const lines: string[] = [];
  for (let row = 0; row < frame.height; row++) {
    const fields = columns.map(({ key, values, isWhole }) => `${key}:${fieldJson(values[row], isWhole)}`);
    lines.push(`{${fields.join(",")}}\n`);
  }
  const bytes = Buffer.from(lines.join(""));
  return gzip ? gzipSync(bytes) : bytes;
}

function fieldJson(value: unknown, isWhole: boolean): string {
  if (value === null || value === undefined) return "null";
  if (isWhole) return Number.isSafeInteger(Number(value)) ? String(value) : JSON.stringify(value);
  return JSON.stringify(value);
}
