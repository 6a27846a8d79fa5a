import { gzipSync } from "node:zlib";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import { toUtcFormat } from "../formats/exact-time.js";
import { loadPolars } from "../load-polars.js";
import type { TableSchema } from "../schema/schema.js";

/** How a frame is written as CSV. */
export interface FormatCsvOptions {
  readonly delimiter?: string | undefined;
  /**
   * Write the columns under their names in the file and dates in their format, so that the schema reads the file back.
   */
  readonly schema?: TableSchema | undefined;
  readonly gzip?: boolean | undefined;
}

/**
 * The frame as CSV bytes: UTF-8, LF, missing as an empty cell, dates as `2016-02-28 17:00:00`. Refuses nested columns.
 */
export function formatCsv(
  frame: DataFrame,
  { delimiter = ",", schema, gzip = false }: FormatCsvOptions = {},
): Uint8Array {
  const pl = loadPolars();
  const written = frame.columns.map((name) => {
    const spec = schema?.columns[name];
    const { variant } = frame.getColumn(name).dtype;
    if (["List", "Struct", "Object", "FixedSizeList"].includes(variant)) {
      throw new ArgumentError(
        `writeTable: column "${name}" is ${variant}, which CSV cannot hold; write Parquet or leave it out`,
      );
    }
    const value = pl.col(name);
    const format = toUtcFormat(spec?.format) ?? "%Y-%m-%d %H:%M:%S%.f";
    const isPointed = spec?.decimal === "," && /^(Float|Decimal)/.test(variant);
    const number = isPointed ? value.cast(pl.Utf8).str.replace(".", ",", true) : value;
    const shown = variant === "Datetime" ? value.dt.strftime(format) : number;
    return shown.alias(spec?.source ?? name);
  });
  const bytes = frame.select(...written).writeCSV({ separator: delimiter, includeHeader: true });
  return gzip ? gzipSync(bytes) : bytes;
}
