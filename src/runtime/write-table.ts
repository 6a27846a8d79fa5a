import type { DataFrame } from "nodejs-polars";
import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import type { StoredObject } from "../store/store.js";
import { formatCsv } from "../table/format-csv.js";
import { formatParquet } from "../table/format-parquet.js";
import type { TableSchema } from "../table/schema.js";
import { openStore } from "./open-store.js";

/** How a table is written. */
export interface WriteTableOptions {
  /** Default: by the name, `.csv`, `.csv.gz` or `.parquet`. */
  readonly format?: "csv" | "parquet";
  /** Between the cells of a CSV; default a comma. */
  readonly delimiter?: string;
  /** CSV only: names and date formats of the file as the schema has them, so that `readTable` with it reads the file back. */
  readonly schema?: TableSchema;
}

const optionNames = ["format", "delimiter", "schema"];

/** Writes the frame at a URI, whole or not at all; the result has the size and version of what was written. */
export async function writeTable(
  uri: string,
  frame: DataFrame,
  options: WriteTableOptions = {},
): Promise<StoredObject> {
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(`writeTable: unknown option "${unknown}"${didYouMean(unknown, optionNames)}`);
  }
  const { format = formatOf(uri), delimiter, schema } = options;
  const bytes =
    format === "parquet"
      ? formatParquet(frame)
      : formatCsv(frame, {
          gzip: /\.gz$/i.test(uri),
          ...(delimiter !== undefined && { delimiter }),
          ...(schema && { schema }),
        });
  const { store, key } = await openStore(uri);
  return store.write(key, bytes);
}

function formatOf(uri: string): "csv" | "parquet" {
  if (/\.(parquet|pq)$/i.test(uri)) return "parquet";
  if (/\.(csv|tsv|txt)(\.gz)?$/i.test(uri)) return "csv";
  throw new ArgumentError(
    `writeTable: cannot tell a format from the name ${uri}; end it in .csv, .csv.gz or .parquet, or pass format`,
  );
}
