import type { DataFrame, Series } from "nodejs-polars";
import type { ColumnSpec } from "./column.js";
import { loadPolars } from "./load-polars.js";
import { rowOf } from "./row-of.js";
import type { TableSchema } from "./schema.js";
import { exactTime, isoFormats, schemaPlan } from "./schema-plan.js";

const exactWhole = 2 ** 53;

/**
 * A frame of texts in the types of the schema, with null for every text that is not exactly such a value: no infinity, no NaN, no
 * rounded integer, no date that does not exist.
 */
export function castCells(texts: DataFrame, schema: TableSchema): DataFrame {
  const { cast, inOrder } = schemaPlan(schema);
  return secondReading(texts, texts.select(...cast).select(inOrder), schema);
}

/** What a cell of the kind must be, for the error. */
export function castRule(spec: ColumnSpec): string {
  switch (spec.kind) {
    case "number":
      return "a number";
    case "integer":
      return "a whole number";
    case "boolean":
      return "true or false";
    case "datetime":
      return spec.format === undefined
        ? "a date and time like 2016-02-28 or 2016-02-28 17:00:00"
        : `a date like ${spec.format}`;
    case "category":
    case "text":
      return "a text";
  }
}

/** Texts that the first, quick reading refused may be whole numbers with a fraction of zero, or dates of another ISO form. */
function secondReading(texts: DataFrame, typed: DataFrame, schema: TableSchema): DataFrame {
  const pl = loadPolars();
  const wanted = rowOf(texts.nullCount(), 0);
  const found = rowOf(typed.nullCount(), 0);
  let read = typed;
  for (const [name, { kind, format }] of Object.entries(schema.columns)) {
    if (found[name] === wanted[name]) continue;
    if (kind === "integer") read = read.withColumns(pl.col(name).fillNull(wholeNumbers(texts, name)));
    if (kind !== "datetime" || format !== undefined) continue;
    for (const other of isoFormats.slice(1)) {
      const times = texts.select(exactTime(pl.col(name), other)).getColumn(name);
      read = read.withColumns(pl.col(name).fillNull(times));
      if (read.getColumn(name).nullCount() === wanted[name]) break;
    }
  }
  return read;
}

function wholeNumbers(texts: DataFrame, name: string): Series {
  const pl = loadPolars();
  const value = pl.col(name).cast(pl.Float64, false);
  const isWhole = value
    .floor()
    .eq(value)
    .and(value.abs().ltEq(pl.lit(exactWhole)));
  const whole = pl.when(isWhole).then(value).otherwise(pl.lit(null)).cast(pl.Int64, false);
  return texts.select(whole.alias(name)).getColumn(name);
}
