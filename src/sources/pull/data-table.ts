import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../../datasets/dataset.js";
import type { Store } from "../../store/store.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import type { TableSchema } from "../../table/schema/schema.js";
import type { TableReport } from "../../table/schema/table-report.js";
import type { TableSource } from "../connectors/table-source.js";
import { type PieceStatus, type PullPiecesOptions, pullPieces } from "./pull-pieces.js";

/** A table of a project that is made of pulled files and kept as a dataset: every load a version, unchanged files none. */
export interface DataTable
  extends Pick<PullPiecesOptions, "pieceColumn" | "operation" | "prepare" | "keep" | "concurrency"> {
  readonly name: string;
  /** What it holds, as kept. */
  readonly schema: TableSchema;
  readonly partitionBy?: readonly string[];
  /** The column of times whose first and last are the table's span; the last is its watermark. */
  readonly time?: string;
  /** The piece that a file is; null when the file belongs to another table. Default: every file is one, by its name. */
  readonly pieceOf?: (file: string) => string | null;
  /** Reads a file of it. Default: a CSV in the schema, its encoding found. */
  readonly parse?: (bytes: Uint8Array, options: ParseOptions) => DataFrame;
}

/** Where the bytes are from, for errors, and who hears what reading found. */
export interface ParseOptions {
  readonly uri: string;
  readonly onReport?: (report: TableReport) => void;
}

/**
 * Brings a table up to date from the files in a store. A file whose bytes are those of the last load is not even read again; the hash is
 * its mark in the manifest.
 */
export async function loadDataTable(
  target: Dataset,
  table: DataTable,
  files: Store,
  {
    onReport,
    ...options
  }: Pick<PullPiecesOptions, "log" | "signal"> & { readonly onReport?: (report: TableReport) => void } = {},
): Promise<readonly PieceStatus[]> {
  const { pieceColumn, operation, prepare, keep, concurrency = 1, time, pieceOf = (file: string) => file } = table;
  const pieces: Record<string, TableSource> = {};
  for await (const { key } of files.list("")) {
    const piece = pieceOf(key);
    if (piece !== null) pieces[piece] = fileSource(files, key, table, onReport);
  }
  return pullPieces(target, pieces, {
    ...options,
    concurrency,
    ...(pieceColumn !== undefined && { pieceColumn }),
    ...(operation && { operation }),
    ...(prepare && { prepare }),
    ...(keep && { keep }),
    ...(time !== undefined && { watermark: (_piece, rows) => lastDay(rows, time) }),
  });
}

function fileSource(
  files: Store,
  key: string,
  { schema, parse = (bytes, options) => parseCsv(bytes, schema, { ...options, encoding: "auto" }) }: DataTable,
  onReport: ((report: TableReport) => void) | undefined,
): TableSource {
  const uri = `${files.name}/${key}`;
  return {
    name: key,
    fetch: async ({ watermark } = {}) => {
      const version = (await files.stat(key))?.version ?? null;
      if (version !== null && version === watermark) return { kind: "unchanged", watermark, requests: 0 };
      const frame = parse(await files.read(key), { uri, ...(onReport && { onReport }) });
      return { kind: "rows", frame, watermark: version, requests: 0 };
    },
  };
}

function lastDay(rows: DataFrame, time: string): string {
  const last = rows.getColumn(time).max() as unknown;
  return new Date(Number(last)).toISOString().slice(0, 10);
}
