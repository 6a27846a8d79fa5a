import type { DataFrame } from "nodejs-polars";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import type { DatasetPart } from "./dataset-parts.js";
import { type ValueHistory, valueHistory } from "./unusual-values.js";

/** What new rows are compared with. */
export interface AppendHistory {
  /** The rows that have the key of a new row. */
  readonly rows: DataFrame;
  readonly values: ValueHistory;
  /** Parts that have no key of the new rows. */
  readonly untouched: ReadonlySet<string>;
}

/** Reads a history part by part, of which the rows with a key of the new rows stay in memory. */
export async function readAppendHistory(
  parts: AsyncIterable<DatasetPart>,
  newRows: DataFrame,
  schema: TableSchema,
): Promise<AppendHistory> {
  const key = [...schema.key];
  const keys = newRows.select(...key);
  const values = valueHistory(schema);
  const found: DataFrame[] = [];
  const untouched = new Set<string>();
  for await (const { file, rows } of parts) {
    values.add(rows);
    const own = rows.join(keys, { on: key, how: "semi" });
    if (own.height === 0) untouched.add(file.key);
    else found.push(own);
  }
  return { rows: found.length === 0 ? newRows.head(0) : loadPolars().concat(found), values, untouched };
}
