import type { DataFrame } from "nodejs-polars";
import type { Store } from "../store/store.js";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import { readPart } from "./dataset-parts.js";
import type { ManifestFile } from "./manifest.js";

/** The rows that the files do not have with the same values; the key must be distinct among them. */
export async function changedRows(
  store: Store,
  files: readonly ManifestFile[],
  rows: DataFrame,
  schema: TableSchema,
  caller: string,
): Promise<DataFrame> {
  const pl = loadPolars();
  const key = [...schema.key];
  const names = Object.keys(schema.columns);
  const keys = rows.select(...key);
  const marked = (frame: DataFrame, mark: number): DataFrame =>
    frame.select(...names).withColumns(pl.lit(mark).cast(pl.Int32).alias("\u0000side"));
  let left = rows;
  for (const file of files) {
    const before = (await readPart(store, file, schema, caller)).join(keys, { on: key, how: "semi" });
    if (before.height === 0) continue;
    // Grouping treats missing cells as equal, joining does not.
    const groups = pl
      .concat([marked(left, 0), marked(before, 1)])
      .groupBy(...names)
      .agg(pl.col("\u0000side").nUnique().alias("\u0000sides"));
    const known = groups.filter(pl.col("\u0000sides").eq(pl.lit(2))).select(...key);
    left = left.join(known, { on: key, how: "anti" });
  }
  return left;
}
