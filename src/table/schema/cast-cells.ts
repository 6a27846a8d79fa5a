import type { DataFrame, Series } from "nodejs-polars";
import { isoFormats } from "../csv/date-forms.js";
import { exactTime } from "../formats/exact-time.js";
import { getRow } from "../get-row.js";
import { loadPolars } from "../load-polars.js";
import type { ColumnSpec } from "./column.js";
import type { TableSchema } from "./schema.js";
import { schemaPlan } from "./schema-plan.js";

const exactWhole = 2 ** 53;

/** The schema's columns as texts, in its order, with null for what counts as missing. */
export function markedTexts(cells: DataFrame, schema: TableSchema): DataFrame {
  const { marked, inOrder } = schemaPlan(schema);
  return cells.select(...marked).select(inOrder);
}

/**
 * A frame of texts in the types of the schema, with null for every text that is not exactly such a value: no infinity, no NaN, no
 * rounded integer, no date that does not exist.
 */
export function castCells(texts: DataFrame, schema: TableSchema): DataFrame {
  const { plain, cast, inOrder } = schemaPlan(schema);
  const cells = plain.length === 0 ? texts : texts.withColumns(...plain);
  return secondReading(cells, cells.select(...cast).select(inOrder), schema);
}

/** What a cell of the kind must be, for the error. */
export function castRule(spec: ColumnSpec): string {
  switch (spec.kind) {
    case "number":
      return `a number${marksText(spec)}`;
    case "integer":
      return `a whole number${marksText(spec)}`;
    case "boolean":
      return "true or false";
    case "datetime":
      return spec.format === undefined
        ? "a date and time like 2016-02-28 or 2016-02-28 17:00:00"
        : `a date like ${[spec.format, ...(spec.otherFormats ?? [])].join(" or ")}`;
    case "category":
    case "string":
      return "a text";
  }
}

function marksText({ thousands, decimal, percent = false }: ColumnSpec): string {
  const marks = [
    ...(thousands === undefined ? [] : [`groups of three digits parted by "${thousands}"`]),
    ...(decimal === undefined ? [] : [`a decimal "${decimal}"`]),
    ...(percent ? ["or without a percent sign"] : []),
  ];
  return marks.length === 0 ? "" : ` with ${marks.join(", ")}`;
}

/** Texts that the first, quick reading refused may be whole numbers with a fraction of zero, or dates of another ISO form. */
function secondReading(texts: DataFrame, typed: DataFrame, schema: TableSchema): DataFrame {
  const pl = loadPolars();
  const wanted = getRow(texts.nullCount(), 0);
  const found = getRow(typed.nullCount(), 0);
  let read = typed;
  for (const [name, { kind, format, otherFormats = [] }] of Object.entries(schema.columns)) {
    if (found[name] === wanted[name]) continue;
    if (kind === "integer") read = read.withColumns(pl.col(name).fillNull(wholeNumbers(texts, name)));
    if (kind !== "datetime") continue;
    for (const other of format === undefined ? isoFormats.slice(1) : otherFormats) {
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
