import type { DataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError, FormatError } from "../../core/errors.js";
import { isObserved } from "../../core/report-work.js";
import { redactUrl } from "../../http/redact-url.js";
import type { TextEncoding } from "../../table/csv/decode-text.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import { parseArrow } from "../../table/formats/parse-arrow.js";
import { parseJson } from "../../table/formats/parse-json.js";
import { parseJsonLines } from "../../table/formats/parse-json-lines.js";
import { parseParquet } from "../../table/formats/parse-parquet.js";
import { unpackIfNeeded } from "../../table/formats/unpack-if-needed.js";
import { loadPolars } from "../../table/load-polars.js";
import type { TableSchema } from "../../table/schema/schema.js";
import type { TableReport } from "../../table/schema/table-report.js";
import type { ValidationMode } from "../../table/schema/validation-error.js";
import { type TableFile, tableFiles } from "../stores/table-files.js";
import { inputDigest, type ReadFile, reportInput } from "./report-input.js";

/** How tables are read. */
export interface ReadTableOptions {
  /**
   * Default: by the name, `.parquet`, `.jsonl`, `.json`, `.arrow`, or else CSV (`.csv`, `.tsv`, `.txt`); also with
   * `.gz` or `.zst`.
   */
  readonly format?: TableFormat | undefined;
  /** Between the cells of a CSV; default a comma, a tab for `.tsv`. */
  readonly delimiter?: string | undefined;
  /**
   * Of a CSV; default "utf-8". Bytes that are not in it are refused, never replaced. "auto" finds out and says so in
   * the report.
   */
  readonly encoding?: TextEncoding | "auto" | undefined;
  /** Lines of a CSV before its header; default 0. */
  readonly skipLines?: number | undefined;
  /** Columns that the schema does not name: "refuse" (default) or "ignore". */
  readonly extra?: "refuse" | "ignore" | undefined;
  /** A file with a header and no rows: "refuse" (default) or "allow". */
  readonly empty?: "refuse" | "allow" | undefined;
  /**
   * What happens to rows that break a rule. "refuse" (default): nothing is read; the error's `broken` lists every rule.
   * "quarantine": they are left out and stand in the report. "coerce": cells that may be missing become missing, other
   * rows are left out.
   */
  readonly mode?: ValidationMode | undefined;
  /** Gets an account of every file: rows, missing cells, values outside the range, repeated keys. */
  readonly onReport?: ((report: TableReport) => void) | undefined;
}

const optionNames = ["format", "delimiter", "encoding", "skipLines", "extra", "empty", "mode", "onReport"];

/** The forms a table can have in a file. */
export type TableFormat = "csv" | "parquet" | "jsonl" | "json" | "arrow";

/**
 * The tables at one or several URIs as one frame, checked and typed by the schema, with columns under their names in
 * code. Several files are put below each other in the order given, each checked by itself. A URI may be a glob
 * (`s3://bucket/p/*.csv`) or end in `/` for every table below it; folders named `year=2020` are columns when the schema
 * expects them. Times with a zone in Parquet and Arrow retain their wall clock; in CSV, a format with `%z` gives UTC.
 *
 * @throws FormatError for the first cell that breaks the schema, with file, column, line and value, and for files of
 * another form (ZIP, Excel); NotFoundError when no file matches.
 * @example const table = await readTable("data/hours-*.csv", hours, { extra: "ignore" });
 */
export async function readTable(
  uris: string | readonly string[],
  schema: TableSchema,
  options: ReadTableOptions = {},
): Promise<DataFrame> {
  checkOptionNames("readTable", options, optionNames);
  const list = typeof uris === "string" ? [uris] : uris;
  if (list.length === 0) throw new ArgumentError(`readTable: no file to read for "${schema.name}"; name at least one`);
  const pl = loadPolars();
  const frames: DataFrame[] = [];
  const files: ReadFile[] = [];
  for (const uri of list) {
    for (const file of await tableFiles(uri)) frames.push(await readOne(file, schema, options, files));
  }
  const frame = frames.length === 1 && frames[0] !== undefined ? frames[0] : pl.concat(frames);
  reportInput("readTable", list.map(redactUrl), schema, { files, rowCount: frame.height });
  return frame;
}

async function readOne(
  file: TableFile,
  schema: TableSchema,
  options: ReadTableOptions,
  files: ReadFile[],
): Promise<DataFrame> {
  const { uri, store, key, constants } = file;
  const { format = getFormat(uri), delimiter, encoding, skipLines, extra, empty, mode, onReport } = options;
  const shared = { uri, constants, extra, mode, onReport };
  if (format !== "csv" && (delimiter ?? encoding ?? skipLines) !== undefined) {
    throw new ArgumentError(
      `readTable: delimiter, encoding and skipLines are for CSV, ${uri} is ${format}; leave them out`,
    );
  }
  const bytes = await store.read(key);
  if (isObserved()) files.push({ digest: inputDigest(bytes), bytes: bytes.length });
  switch (format) {
    case "jsonl":
      return parseJsonLines(bytes, schema, { ...shared, empty });
    case "json":
      return parseJson(bytes, schema, { ...shared, empty });
    case "parquet":
    case "arrow": {
      const frame = (format === "parquet" ? parseParquet : parseArrow)(unpackIfNeeded(bytes, uri), schema, shared);
      if (frame.height > 0 || empty === "allow") return frame;
      throw new FormatError(`readTable: ${uri} has no rows; pass empty: "allow" when that is meant`);
    }
    case "csv": {
      const mark = delimiter ?? (/\.tsv(\.gz|\.zst)?$/i.test(uri) ? "\t" : undefined);
      return parseCsv(bytes, schema, { ...shared, delimiter: mark, encoding, skipLines, empty });
    }
  }
}

/** The form that a name says. */
export function getFormat(uri: string): TableFormat {
  const name = /^https?:/i.test(uri) ? uri.replace(/[?#].*$/, "") : uri;
  if (/\.(parquet|pq)$/i.test(name)) return "parquet";
  if (/\.(jsonl|ndjson)(\.gz|\.zst)?$/i.test(name)) return "jsonl";
  if (/\.json(\.gz|\.zst)?$/i.test(name)) return "json";
  if (/\.(arrow|feather|ipc)$/i.test(name)) return "arrow";
  return "csv";
}
