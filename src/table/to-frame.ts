import type { DataFrame, Series } from "nodejs-polars";
import { ArgumentError } from "../core/errors.js";
import type { Column, Columns } from "./columns.js";
import { loadPolars } from "./load-polars.js";

/** A frame of the columns: numbers as Float64, categories and text as String, times as Datetime in milliseconds; missing is null. */
export function toFrame(columns: Columns): DataFrame {
  const pl = loadPolars();
  if (columns.byName.size === 0) throw new ArgumentError("toFrame: there are no columns; a frame needs at least one");
  const series = [...columns.byName].map(([name, column]) => seriesOf(name, column));
  const nanIsNull = [...columns.byName].map(([name, { kind }]) => {
    if (kind !== "number" && kind !== "time") return pl.col(name);
    const value = pl.col(name).fillNan(pl.lit(null));
    return kind === "number" ? value : value.cast(pl.Int64).cast(pl.Datetime("ms")).alias(name);
  });
  return pl.DataFrame(series).select(...nanIsNull);
}

function seriesOf(name: string, column: Column): Series {
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
