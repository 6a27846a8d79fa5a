import { gzipSync } from "node:zlib";
import type { DataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError } from "../../core/errors.js";
import type { StoredObject } from "../../store/store.js";
import { type FormatCsvOptions, formatCsv } from "../../table/csv/format-csv.js";
import { formatArrow } from "../../table/formats/format-arrow.js";
import { formatJsonLines } from "../../table/formats/format-json-lines.js";
import { formatParquet } from "../../table/formats/format-parquet.js";
import { packZstd } from "../../table/formats/unpack-if-needed.js";
import { writeParquetFile } from "../../table/formats/write-parquet-file.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { openStore } from "../stores/open-store.js";
import { getFormat, type TableFormat } from "./read-table.js";

/** How a table is written. */
export interface WriteTableOptions {
  /** Default: by the name, `.csv`, `.jsonl`, `.json` (these also with `.gz` or `.zst`), `.parquet` or `.arrow`. */
  readonly format?: TableFormat | undefined;
  /** Between the cells of a CSV; default a comma, a tab for `.tsv`. */
  readonly delimiter?: string | undefined;
  /**
   * CSV and JSON lines: names and date formats of the file as the schema has them, so that `readTable` with it reads
   * the file back.
   */
  readonly schema?: TableSchema | undefined;
}

const optionNames = ["format", "delimiter", "schema"];

/**
 * Writes the frame at a URI, whole or not at all; the result has the size and version of what was written.
 *
 * @example await writeTable("s3://lake/refined/hours.parquet", table);
 */
export async function writeTable(
  uri: string,
  frame: DataFrame,
  options: WriteTableOptions = {},
): Promise<StoredObject> {
  checkOptionNames("writeTable", options, optionNames);
  const { format = getWriteFormat(uri), schema } = options;
  const delimiter = options.delimiter ?? (/\.tsv(\.gz|\.zst)?$/i.test(uri) ? "\t" : undefined);
  const { store, key } = await openStore(uri, { caller: "writeTable" });
  if (format === "parquet" && store.writeFile !== undefined) {
    return store.writeFile(key, (path) => writeParquetFile(frame, path));
  }
  const text = { gzip: /\.gz$/i.test(uri), schema };
  const plain = formatFrame(frame, format, { ...text, delimiter });
  const bytes = /\.zst$/i.test(uri) ? packZstd(plain, uri) : plain;
  return store.write(key, bytes);
}

function formatFrame(frame: DataFrame, format: TableFormat, options: FormatCsvOptions): Uint8Array {
  switch (format) {
    case "csv":
      return formatCsv(frame, options);
    case "jsonl":
      return formatJsonLines(frame, options);
    case "json": {
      const { gzip = false, ...rest } = options;
      const lines = Buffer.from(formatJsonLines(frame, rest)).toString().trimEnd();
      const json = Buffer.from(`[\n${lines.replaceAll("\n", ",\n")}\n]\n`);
      return gzip ? gzipSync(json) : json;
    }
    case "parquet":
      return formatParquet(frame);
    case "arrow":
      return formatArrow(frame);
  }
}

function getWriteFormat(uri: string): TableFormat {
  const format = getFormat(uri);
  if (format !== "csv" || /\.(csv|tsv|txt)(\.gz|\.zst)?$/i.test(uri)) return format;
  throw new ArgumentError(
    `writeTable: cannot tell a format from the name ${uri}; end it in .csv, .csv.gz or .parquet, or pass format`,
  );
}
