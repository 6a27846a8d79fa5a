import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../../datasets/dataset.js";
import type { Store } from "../../store/store.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import type { TableSchema } from "../../table/schema/schema.js";
import type { TableReport } from "../../table/schema/table-report.js";
import type { TableSource } from "../connectors/table-source.js";
import { type PieceStatus, type PullPiecesOptions, pullPieces } from "./pull-pieces.js";

/**
 * A table of a project that is made of pulled files and stored as a dataset. Each load is a version; unchanged files
 * make none.
 */
export interface DataTable
  extends Pick<PullPiecesOptions, "pieceColumn" | "operation" | "prepare" | "keep" | "concurrency"> {
  readonly name: string;
  /** Schema of the stored rows. */
  readonly schema: TableSchema;
  readonly partitionBy?: readonly string[] | undefined;
  /** Column of times whose first and last value are the table's span; the last is its watermark. */
  readonly time?: string | undefined;
  /**
   * Name of the piece that a file is; null when the file belongs to another table. @default every file is a piece with
   * its name
   */
  readonly pieceOf?: ((file: string) => string | null) | undefined;
  /** Parses a file of the table. @default a CSV with the schema, in a detected encoding */
  readonly parse?: ((bytes: Uint8Array, options: ParseFileOptions) => DataFrame) | undefined;
}

/** Options for the parser of a file. */
export interface ParseFileOptions {
  /** The file, for errors. */
  readonly uri: string;
  /** Called with the report on the rows that were read. */
  readonly onReport?: ((report: TableReport) => void) | undefined;
}

/**
 * Updates a table from the files in a store and returns the state of each piece. A file with the same hash as at the
 * last load is not read again; the hash is its mark in the manifest.
 *
 * @example await loadDataTable(target, telecomTables.share, localStore("data/telecom/raw"))
 */
export async function loadDataTable(
  target: Dataset,
  table: DataTable,
  files: Store,
  {
    onReport,
    ...options
  }: Pick<PullPiecesOptions, "log" | "signal"> & {
    readonly onReport?: ((report: TableReport) => void) | undefined;
  } = {},
): Promise<readonly PieceStatus[]> {
  const { pieceColumn, operation, prepare, keep, concurrency = 1, time, pieceOf = (file: string) => file } = table;
  const pieces: Record<string, TableSource> = {};
  for await (const { key } of files.list("")) {
    const piece = pieceOf(key);
    if (piece !== null) pieces[piece] = toSource(files, key, table, onReport);
  }
  const watermark = time === undefined ? undefined : (_piece: string, rows: DataFrame) => lastDay(rows, time);
  return pullPieces(target, pieces, { ...options, concurrency, pieceColumn, operation, prepare, keep, watermark });
}

function toSource(
  files: Store,
  key: string,
  { schema, parse = (bytes, options) => parseCsv(bytes, schema, { ...options, encoding: "auto" }) }: DataTable,
  onReport: ((report: TableReport) => void) | undefined,
): TableSource {
  return {
    name: key,
    fetch: async ({ watermark } = {}) => {
      const version = (await files.stat(key))?.version ?? null;
      if (version !== null && version === watermark) return { kind: "unchanged", watermark, requests: 0 };
      const options = { uri: `${files.name}/${key}`, onReport };
      return { kind: "rows", frame: parse(await files.read(key), options), watermark: version, requests: 0 };
    },
  };
}

function lastDay(rows: DataFrame, time: string): string {
  const last = rows.getColumn(time).max() as unknown;
  return new Date(Number(last)).toISOString().slice(0, 10);
}
