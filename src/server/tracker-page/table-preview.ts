import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import { sql } from "../../io/sql/sql.js";
import { formatCells } from "../../table/format-cells.js";
import { readParquet } from "../../table/formats/parse-parquet.js";
import { readArrow } from "../../table/formats/read-arrow.js";
import { ownedArtifacts } from "../tracker/owned-artifacts.js";
import type { TrackerStore } from "../tracker/tracker-store.js";
import type { TableReply } from "./page-data.js";

const maxRows = 200;

/** The first rows of a Parquet or Arrow artifact of a run, as people read them. */
export async function previewTable(
  store: TrackerStore,
  { id, path }: { readonly id: string; readonly path: string },
): Promise<TableReply> {
  if (!isTableFile(path)) {
    throw new ArgumentError(`table: ${JSON.stringify(path.slice(0, 200))} is not a Parquet or Arrow file; download it`);
  }
  const found = await ownedArtifacts(store.folder, store.run(id)).read(path);
  if ("bytes" in found) return previewTableBytes(found.bytes, path);
  const { file } = found;
  // Brackets and stars would be a pattern.
  const rows = file.replace(/[[\]*?{}]/g, (character) => `[${character}]`);
  const first = await sql({ rows })`select * from rows limit ${maxRows}`;
  const total = await sql({ rows })`select count(*) as n from rows`;
  return toReply(first, Number(total.getColumn("n").get(0)));
}

/** The same of the bytes of a file, which is read as a whole. */
export function previewTableBytes(bytes: Uint8Array, path: string): TableReply {
  const frame = /\.parquet$/i.test(path) ? readParquet(bytes, path) : readArrow(bytes, path);
  return toReply(frame, frame.height);
}

export function isTableFile(path: string): boolean {
  return /\.(parquet|arrow|feather)$/i.test(path);
}

function toReply(frame: DataFrame, count: number): TableReply {
  const { columns, cells } = formatCells(frame, { rows: maxRows });
  return { columns: columns.map(({ name }) => name), types: columns.map(({ dtype }) => dtype), rows: cells, count };
}
