import type { DataFrame } from "nodejs-polars";
import { loadPolars } from "../../table/load-polars.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { sql, sqlChunks } from "../sql/sql.js";
import { datasetSchema } from "./append-dataset.js";
import { readDataset, readDatasetChunks } from "./open-dataset.js";

/**
 * The rows of a table without a schema: a file, a glob or a folder of CSV, JSON lines, Parquet or Arrow, a path or
 * `s3://`, with the types found in its cells; or a dataset (`data/prices`, `data/prices@3`) with those that it has.
 *
 * @throws NotFoundError for a file that does not exist, FormatError for cells that cannot be read
 * @example (await readAnyTable("data/traffic/sample/*_2018.csv")).height
 */
export async function readAnyTable(uri: string): Promise<DataFrame> {
  const schema = await findSchema(uri);
  if (schema !== undefined) return readDataset(uri, schema);
  return wideNumbers(await sql({ rows: toTable(uri) })`select * from rows`);
}

/**
 * The same rows as frames of at most `rows` rows, so that not all of them need to fit into memory; of a dataset one of
 * its parts is in memory too.
 *
 * @example for await (const chunk of readAnyChunks("data/traffic/sample/*.csv", 100_000)) rows += chunk.height;
 */
export async function* readAnyChunks(uri: string, rows: number): AsyncGenerator<DataFrame, void> {
  const schema = await findSchema(uri);
  if (schema !== undefined) yield* readDatasetChunks(uri, schema, rows);
  else for await (const chunk of sqlChunks(toTable(uri), rows)) yield wideNumbers(chunk);
}

/** The schema of a dataset; undefined for files. */
async function findSchema(uri: string): Promise<TableSchema | undefined> {
  return isFile(uri) ? undefined : await datasetSchema(uri.replace(/@[^@/]+\/?$/, ""));
}

function toTable(uri: string): string {
  return isFile(uri) || uri.endsWith("/") ? uri : `${uri}/`;
}

function isFile(uri: string): boolean {
  return /\.[a-z0-9]+(\.gz|\.zst)?$/i.test(uri) || /[*?[{]/.test(uri) || /^https?:/i.test(uri);
}

/** Decimals as numbers: the rest of the library computes with doubles. */
function wideNumbers(frame: DataFrame): DataFrame {
  const pl = loadPolars();
  const decimals = frame.columns.filter((name) => /^Decimal/.test(frame.getColumn(name).dtype.variant));
  return decimals.length === 0 ? frame : frame.withColumns(...decimals.map((name) => pl.col(name).cast(pl.Float64)));
}
