import type { DataFrame } from "nodejs-polars";
import type { Row } from "../../pipeline/read-rows.js";

/** Rows of a file, as they are written there. */
export interface RecordChunk {
  /** The file. */
  readonly uri: string;
  readonly rows: readonly Row[];
  /** Where each row is in the file, from 1: the line of text files, the row of Parquet and Arrow. */
  readonly positions: readonly number[];
  /** The rows that are not rows, such as JSON that is cut short. */
  readonly damaged: readonly DamagedRecord[];
  /** Parquet and Arrow: the rows as a frame with their types. */
  readonly frame?: DataFrame | undefined;
}

/** A record that cannot be read. */
export interface DamagedRecord {
  readonly position: number;
  readonly reason: string;
}

/** How files are read. */
export interface RecordChunksOptions {
  /** Maximum number of rows of a chunk. */
  readonly rows: number;
  /** Columns that are needed, under any of their names; Parquet and Arrow are read with these alone. */
  readonly columns: readonly string[];
  /** Between the cells of a CSV; default a comma, a tab for `.tsv`. */
  readonly delimiter?: string | undefined;
  /** The function or command that errors name. */
  readonly caller: string;
}
