import { gzipSync } from "node:zlib";
import type { DataFrame, Expr, Series } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import { writtenTime } from "../formats/written-time.js";
import { getVariant } from "../get-variant.js";
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
    const variant = getVariant(frame.getColumn(name));
    if (["List", "Struct", "Object", "FixedSizeList", "Binary"].includes(variant)) {
      throw new ArgumentError(
        `writeTable: column "${name}" is ${variant}, which CSV cannot hold; write Parquet or leave it out`,
      );
    }
    const value = pl.col(name);
    const isPointed = spec?.decimal === "," && /^(Float|Decimal)/.test(variant);
    const number = isPointed ? value.cast(pl.Utf8).str.replace(".", ",", true) : value;
    const usual = variant === "Date" ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S%.f";
    const shown = /^Date(time)?$/.test(variant) ? writtenTime(frame, name, spec?.format, usual) : number;
    return withMarker(shown, frame.getColumn(name), spec?.missing ?? schema?.missing ?? [""]).alias(
      spec?.source ?? name,
    );
  });
  const bytes = frame.select(...written).writeCSV({ separator: delimiter, includeHeader: true });
  return gzip ? gzipSync(bytes) : bytes;
}

/** Missing cells as a string that the schema reads as missing: the empty one, or else its first. */
function withMarker(cells: Expr, series: Series, missing: readonly string[]): Expr {
  if (missing.includes("") || series.nullCount() === 0) return cells;
  const [marker] = missing;
  if (marker === undefined) {
    throw new ArgumentError(
      `writeTable: column "${series.name}" has missing cells, which its schema has no string for; add "" to missing`,
    );
  }
  const pl = loadPolars();
  return cells.cast(pl.Utf8).fillNull(pl.lit(marker));
}
