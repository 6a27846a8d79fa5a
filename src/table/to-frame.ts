import type { DataFrame, Series } from "nodejs-polars";
import { ArgumentError } from "../core/errors.js";
import type { Column, Columns } from "./columns.js";
import { loadPolars } from "./load-polars.js";

/**
 * The columns as a Polars frame: numbers as Float64, categories and strings as String, times as Datetime in
 * milliseconds; missing is null.
 *
 * @example toFrame(columnsFromEntries([["x", { kind: "number", values: Float64Array.of(7, 8) }]])).height // 2
 */
export function toFrame(columns: Columns): DataFrame {
  const pl = loadPolars();
  if (columns.byName.size === 0)
    throw new ArgumentError("toFrame: expected at least one column, got none; pass the values of one column or more");
  const series = [...columns.byName].map(([name, column]) => toSeries(name, column));
  const nanIsNull = [...columns.byName].map(([name, { kind }]) => {
    if (kind !== "number" && kind !== "time") return pl.col(name);
    const value = pl.col(name).fillNan(pl.lit(null));
    return kind === "number" ? value : value.cast(pl.Int64).cast(pl.Datetime("ms")).alias(name);
  });
  return pl.DataFrame(series).select(...nanIsNull);
}

function toSeries(name: string, column: Column): Series {
  const pl = loadPolars();
  switch (column.kind) {
    case "number":
    case "time":
      return pl.Series(name, column.values, pl.Float64);
    case "category":
      return pl.Series(
        name,
        Array.from(column.codes, (code) => (code < 0 ? null : (column.categories[code] ?? null))),
        pl.Utf8,
      );
    case "string":
      return pl.Series(name, [...column.values], pl.Utf8);
  }
}
