import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { sqlBatches } from "../../sources/sql/sql-batches.js";
import { loadPolars } from "../../table/load-polars.js";
import type { RemoteTable } from "./remote-table.js";

/** Rows of a file: batches are joined up to this number. */
const fileRows = 1_000_000;

/** Writes the rows of a remote table into Parquet files of a folder, and returns their paths. */
export async function writeRemoteTable({ options }: RemoteTable, folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  let waiting: DataFrame[] = [];
  let rows = 0;
  const write = (): void => {
    const [first] = waiting;
    if (first === undefined) return;
    const path = join(folder, `part-${paths.length}.parquet`);
    const frame = waiting.length === 1 ? first : loadPolars().concat(waiting);
    frame.writeParquet(path, { compression: "uncompressed" });
    paths.push(path);
    waiting = [];
    rows = 0;
  };
  for await (const frame of sqlBatches(options)) {
    if (frame.height === 0 && (paths.length > 0 || waiting.length > 0)) continue;
    waiting.push(frame);
    rows += frame.height;
    if (rows >= fileRows) write();
  }
  write();
  if (paths.length === 0) throw new FormatError("remoteTable: the database returned no columns; check the query");
  return paths;
}
