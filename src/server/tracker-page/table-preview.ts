import { ArgumentError } from "../../core/errors.js";
import { sql } from "../../io/sql/sql.js";
import { formatCells } from "../../table/format-cells.js";
import { inFolder } from "../tracker/artifact-files.js";
import type { TrackerStore } from "../tracker/tracker-store.js";
import type { TableReply } from "./page-data.js";

const maxRows = 200;

/** The first rows of a Parquet or Arrow artifact of a run, as people read them. */
export async function previewTable(
  store: TrackerStore,
  { id, path }: { readonly id: string; readonly path: string },
): Promise<TableReply> {
  const run = store.run(id);
  if (!run.artifactUri.startsWith("file:")) {
    throw new ArgumentError(`table: the artifacts of the run are at ${run.artifactUri}; read them there`);
  }
  if (!/\.(parquet|arrow|feather)$/i.test(path)) {
    throw new ArgumentError(`table: ${JSON.stringify(path.slice(0, 200))} is not a Parquet or Arrow file; download it`);
  }
  const { file } = inFolder(run.path, path, store.folder.root);
  // Brackets and stars would be a pattern.
  const rows = file.replace(/[[\]*?{}]/g, (character) => `[${character}]`);
  const first = await sql({ rows })`select * from rows limit ${maxRows}`;
  const total = await sql({ rows })`select count(*) as n from rows`;
  const { columns, cells } = formatCells(first, { rows: maxRows });
  return {
    columns: columns.map(({ name }) => name),
    types: columns.map(({ dtype }) => dtype),
    rows: cells,
    count: Number(total.getColumn("n").get(0)),
  };
}
