import type { DataFrame } from "nodejs-polars";
import { loadPolars } from "./load-polars.js";
import type { TableSchema } from "./schema/schema.js";

/** A frame of the schema's columns and types without a row. */
export function emptyFrame(schema: TableSchema): DataFrame {
  const pl = loadPolars();
  const types = { number: pl.Float64, integer: pl.Int64, boolean: pl.Bool, category: pl.Utf8, string: pl.Utf8 };
  return pl.DataFrame(
    Object.entries(schema.columns).map(([name, { kind }]) =>
      pl.Series(name, [], kind === "datetime" ? pl.Datetime("ms") : types[kind]),
    ),
  );
}
