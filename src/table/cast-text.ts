import type { Expr } from "nodejs-polars";
import type { ColumnSpec } from "./column.js";
import type { Polars } from "./load-polars.js";

const isoFormats = [
  "%Y-%m-%d %H:%M:%S",
  "%Y-%m-%d",
  "%Y-%m-%dT%H:%M:%S",
  "%Y-%m-%d %H:%M:%S%.3f",
  "%Y-%m-%dT%H:%M:%S%.3f",
];
const exactWhole = 2 ** 53;

/**
 * An expression that turns text into the column's type and gives null for every text that is not exactly such a value: no
 * infinity, no NaN, no rounded integer, no date that does not exist.
 */
export function castText(pl: Polars, text: Expr, spec: ColumnSpec): Expr {
  switch (spec.kind) {
    case "category":
    case "text":
      return text;
    case "number": {
      const value = text.cast(pl.Float64, false);
      return onlyWhere(pl, value.isFinite(), value);
    }
    case "integer": {
      const value = text.cast(pl.Float64, false);
      const isWhole = value
        .floor()
        .eq(value)
        .and(value.abs().ltEq(pl.lit(exactWhole)));
      const fromFraction = onlyWhere(pl, isWhole, value).cast(pl.Int64, false);
      return pl.when(text.cast(pl.Int64, false).isNotNull()).then(text.cast(pl.Int64, false)).otherwise(fromFraction);
    }
    case "boolean": {
      const word = text.str.toLowerCase();
      return pl
        .when(word.isIn(["true", "1", "yes"]))
        .then(pl.lit(true))
        .when(word.isIn(["false", "0", "no"]))
        .then(pl.lit(false))
        .otherwise(pl.lit(null).cast(pl.Bool));
    }
    case "datetime": {
      const formats = spec.format === undefined ? isoFormats : [spec.format];
      return formats.map((format) => exactTime(pl, text, format)).reduce((found, next) => found.fillNull(next));
    }
  }
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

/**
 * The engine reads 31/02/2020 as 1 February and 24:00 as it likes; a date counts only when writing it in the same format
 * gives the same text again.
 */
function exactTime(pl: Polars, text: Expr, format: string): Expr {
  const time = text.str.strptime(pl.Datetime, format).cast(pl.Datetime("ms"));
  return onlyWhere(pl, time.dt.strftime(format).str.toLowerCase().eq(text.str.toLowerCase()), time);
}

function onlyWhere(pl: Polars, condition: Expr, value: Expr): Expr {
  return pl.when(condition).then(value).otherwise(pl.lit(null));
}
