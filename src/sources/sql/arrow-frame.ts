import type { DataFrame, Series } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { loadPolars } from "../../table/load-polars.js";
import { checkBlobs, checkNames, chooseKind, countDigits, getSpec, type SqlFrameOptions } from "./sql-frame.js";
import type { SqlArrowBatch, SqlColumn } from "./sql-session.js";

/**
 * A batch of Arrow as a frame with the types of `rowFrame`: Int64, Float64, Bool, String and Datetime columns. Arrays,
 * maps and structs stay lists and structs.
 */
export function arrowFrame({ columns, frame }: SqlArrowBatch, options: SqlFrameOptions): DataFrame {
  const { schema, extra = "refuse", required } = options;
  checkNames(columns, options);
  const pl = loadPolars();
  const series = columns.flatMap((column) => {
    const spec = schema === undefined ? undefined : getSpec(schema, column.name);
    if (schema !== undefined && spec === undefined && column.name !== required) {
      if (extra === "ignore") return [];
      return [pl.Series(column.name, new Array<null>(frame.height).fill(null), pl.Utf8)];
    }
    return [convert(frame.getColumn(column.name), { ...column, kind: chooseKind(column, spec, options) }, options)];
  });
  return pl.DataFrame(series);
}

function convert(series: Series, column: SqlColumn, options: SqlFrameOptions): Series {
  const pl = loadPolars();
  switch (column.kind) {
    case "integer":
      return toIntegers(series, column, options);
    case "number":
      return series.cast(pl.Float64);
    case "decimal":
      checkDecimals(series, column, options);
      return series.cast(pl.Float64);
    case "datetime":
      return series.cast(pl.Datetime(column.fraction === 0 ? "ms" : "us"));
    case "text":
      return series.cast(pl.Utf8);
    case "boolean":
    case "nested":
      return series;
    case "blob":
      return toBase64(series, column, options);
  }
}

function toIntegers(series: Series, { name }: SqlColumn, options: SqlFrameOptions): Series {
  const pl = loadPolars();
  const integers = series.cast(pl.Int64);
  if (integers.nullCount() === series.nullCount()) return integers;
  const row = (integers.isNull().toArray() as unknown as boolean[]).findIndex(
    (isNull, index) => isNull && series.get(index) !== null,
  );
  throw at(options, row, name, `expected a 64-bit integer, got ${series.get(row)}; cast it to text in a query`);
}

function checkDecimals(series: Series, { name }: SqlColumn, options: SqlFrameOptions): void {
  const { precision = 38 } = (series.dtype.toJSON() as { DataType: { Decimal?: { precision?: number } } }).DataType
    .Decimal ?? { precision: 38 };
  if (precision <= 15) return;
  const strings = series.cast(loadPolars().Utf8).toArray() as unknown as readonly (string | null)[];
  const row = strings.findIndex((text) => text !== null && countDigits(text) > 15);
  if (row < 0) return;
  throw at(options, row, name, `expected a decimal of at most 15 digits, got ${strings[row]}; pass decimals: "text"`);
}

function toBase64(series: Series, column: SqlColumn, options: SqlFrameOptions): Series {
  checkBlobs(column, options);
  const pl = loadPolars();
  const cells = series.cast(pl.List(pl.UInt8)).toArray() as unknown as readonly (readonly number[] | null)[];
  // An empty list comes for null as well.
  const missing = series.isNull().toArray() as unknown as readonly boolean[];
  const strings = cells.map((cell, index) => (missing[index] ? null : Buffer.from(cell ?? []).toString("base64")));
  return pl.Series(column.name, strings, pl.Utf8);
}

function at({ caller, table, offset }: SqlFrameOptions, row: number, name: string, problem: string): FormatError {
  return new FormatError(`${caller}: ${table}: row ${offset + row + 1}, column "${name}": ${problem}`);
}
