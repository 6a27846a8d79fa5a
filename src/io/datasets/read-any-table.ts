import type { DataFrame } from "nodejs-polars";
import { loadPolars } from "../../table/load-polars.js";
import { sql } from "../sql/sql.js";
import { datasetSchema } from "./append-dataset.js";
import { readDataset } from "./open-dataset.js";

/**
 * The rows of a table without a schema: a file, a glob or a folder of CSV, JSON lines, Parquet or Arrow, a path or
 * `s3://`, with the types found in its cells; or a dataset (`data/prices`, `data/prices@3`) with those that it has.
 *
 * @throws NotFoundError for a file that does not exist, FormatError for cells that cannot be read
 * @example (await readAnyTable("data/traffic/sample/*_2018.csv")).height
 */
export async function readAnyTable(uri: string): Promise<DataFrame> {
  const isFile = /\.[a-z0-9]+(\.gz|\.zst)?$/i.test(uri) || /[*?[{]/.test(uri) || /^https?:/i.test(uri);
  const schema = isFile ? undefined : await datasetSchema(uri.replace(/@[^@/]+\/?$/, ""));
  if (schema !== undefined) return readDataset(uri, schema);
  const isFolder = !isFile && !uri.endsWith("/");
  const frame = await sql({ rows: isFolder ? `${uri}/` : uri })`select * from rows`;
  return wideNumbers(frame);
}

/** Decimals as numbers: the rest of the library computes with doubles. */
function wideNumbers(frame: DataFrame): DataFrame {
  const pl = loadPolars();
  const decimals = frame.columns.filter((name) => /^Decimal/.test(frame.getColumn(name).dtype.variant));
  return decimals.length === 0 ? frame : frame.withColumns(...decimals.map((name) => pl.col(name).cast(pl.Float64)));
}
