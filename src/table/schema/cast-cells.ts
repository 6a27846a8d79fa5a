import type { DataFrame, Series } from "nodejs-polars";
import { isoFormats } from "../csv/date-forms.js";
import { exactTime } from "../formats/exact-time.js";
import { getRow } from "../get-row.js";
import { loadPolars } from "../load-polars.js";
import type { ColumnSpec } from "./column.js";
import type { TableSchema } from "./schema.js";
import { schemaPlan } from "./schema-plan.js";

/** From here on a float may stand for several integers. */
const firstInexact = 2 ** 53;

/** The schema's columns as strings, in its order, with null for what counts as missing. */
export function markedStrings(cells: DataFrame, schema: TableSchema): DataFrame {
  const { marked, inOrder } = schemaPlan(schema);
  return cells.select(...marked).select(inOrder);
}

/**
 * A frame of strings in the types of the schema, with null for every text that is not exactly such a value: no
 * infinity, no NaN, no rounded integer, no date that does not exist.
 */
export function castCells(strings: DataFrame, schema: TableSchema): DataFrame {
  const { plain, cast, inOrder } = schemaPlan(schema);
  const cells = plain.length === 0 ? strings : strings.withColumns(...plain);
  return secondReading(cells, cells.select(...cast).select(inOrder), schema);
}

/** What a cell of the kind must be, for the error. */
export function castRule(spec: ColumnSpec): string {
  switch (spec.kind) {
    case "number":
      return `a number${marksText(spec)}`;
    case "integer":
      return `an integer${marksText(spec)}`;
    case "boolean":
      return "true or false";
    case "datetime":
      return spec.format === undefined
        ? "a date and time like 2016-02-28 or 2016-02-28 17:00:00"
        : `a date like ${[spec.format, ...(spec.otherFormats ?? [])].join(" or ")}`;
    case "category":
    case "string":
      return "a string";
  }
}

function marksText({ thousands, decimal, percent = false }: ColumnSpec): string {
  const marks = [
    ...(thousands === undefined ? [] : [`groups of three digits separated by "${thousands}"`]),
    ...(decimal === undefined ? [] : [`a decimal "${decimal}"`]),
    ...(percent ? ["or without a percent sign"] : []),
  ];
  return marks.length === 0 ? "" : ` with ${marks.join(", ")}`;
}

/**
 * Strings that the first, quick reading refused may be integers with a fraction of zero, or dates of another ISO form.
 */
function secondReading(strings: DataFrame, typed: DataFrame, schema: TableSchema): DataFrame {
  const pl = loadPolars();
  const expected = getRow(strings.nullCount(), 0);
  const found = getRow(typed.nullCount(), 0);
  let read = typed;
  for (const [name, { kind, format, otherFormats = [] }] of Object.entries(schema.columns)) {
    if (found[name] === expected[name]) continue;
    if (kind === "integer") read = read.withColumns(pl.col(name).fillNull(wholeNumbers(strings, name)));
    if (kind !== "datetime") continue;
    for (const other of format === undefined ? isoFormats.slice(1) : otherFormats) {
      const times = strings.select(exactTime(pl.col(name), other)).getColumn(name);
      read = read.withColumns(pl.col(name).fillNull(times));
      if (read.getColumn(name).nullCount() === expected[name]) break;
    }
  }
  return read;
}

function wholeNumbers(strings: DataFrame, name: string): Series {
  const pl = loadPolars();
  const value = pl.col(name).cast(pl.Float64, false);
  const isWhole = value
    .floor()
    .eq(value)
    .and(value.abs().lt(pl.lit(firstInexact)));
  const whole = pl.when(isWhole).then(value).otherwise(pl.lit(null)).cast(pl.Int64, false);
  return strings.select(whole.alias(name)).getColumn(name);
}
