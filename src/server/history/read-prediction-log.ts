import type { DataFrame } from "nodejs-polars";
import { sql } from "../../io/sql/sql.js";
import { openStore } from "../../io/stores/open-store.js";

/**
 * The newest rows of a model's prediction log, newest first; undefined before the first part is written.
 *
 * @param folder of the log, as `predictionLog` has it
 */
export async function readPredictionLog(folder: string, model: string, limit: number): Promise<DataFrame | undefined> {
  const parts = `${folder.replace(/\/+$/, "")}/${model}/`;
  const { store, key } = await openStore(parts, { caller: "serve" });
  for await (const { key: part } of store.list(key)) {
    if (!/\.(jsonl|parquet)$/.test(part)) continue;
    return sql({ rows: parts })`select * from rows order by predicted_at desc limit ${limit}`;
  }
  return undefined;
}
