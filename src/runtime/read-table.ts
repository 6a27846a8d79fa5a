import type { DataFrame } from "nodejs-polars";
import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError, FormatError } from "../core/errors.js";
import type { ValidationMode } from "../table/broken-rule.js";
import type { TextEncoding } from "../table/decode-text.js";
import { loadPolars } from "../table/load-polars.js";
import { parseCsv } from "../table/parse-csv.js";
import { parseParquet } from "../table/parse-parquet.js";
import type { TableSchema } from "../table/schema.js";
import type { TableReport } from "../table/table-report.js";
import { openStore } from "./open-store.js";

/** How tables are read. */
export interface ReadTableOptions {
  /** Default: by the name, `.parquet` or else CSV (`.csv`, `.csv.gz`, `.tsv`, `.txt`). */
  readonly format?: "csv" | "parquet";
  /** Between the cells of a CSV; default a comma, a tab for `.tsv`. */
  readonly delimiter?: string;
  /** Of a CSV; default "utf-8". Bytes that are not in it are refused, never replaced. "auto" finds out and says so in the report. */
  readonly encoding?: TextEncoding | "auto";
  /** Lines of a CSV before its header; default 0. */
  readonly skipLines?: number;
  /** Columns that the schema does not name: "refuse" (default) or "ignore". */
  readonly extra?: "refuse" | "ignore";
  /** A file with a header and no rows: "refuse" (default) or "allow". */
  readonly empty?: "refuse" | "allow";
  /**
   * What happens to rows that break a rule. "refuse" (default): nothing is read; the error's `broken` lists every rule. "quarantine": they
   * are left out and stand in the report. "coerce": cells that may be missing become missing, other rows are left out.
   */
  readonly mode?: ValidationMode;
  /** Gets an account of every file: rows, missing cells, values outside the range, repeated keys. */
  readonly onReport?: (report: TableReport) => void;
}

const optionNames = ["format", "delimiter", "encoding", "skipLines", "extra", "empty", "mode", "onReport"];

/**
 * The tables at one or several URIs as one frame, checked and typed by the schema, with columns under their names in code. Several
 * files are put below each other in the order given, each checked by itself. The first cell that breaks the schema is refused
 * with file, column, line and value.
 */
export async function readTable(
  uris: string | readonly string[],
  schema: TableSchema,
  options: ReadTableOptions = {},
): Promise<DataFrame> {
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(`readTable: unknown option "${unknown}"${didYouMean(unknown, optionNames)}`);
  }
  const places = typeof uris === "string" ? [uris] : uris;
  if (places.length === 0)
    throw new ArgumentError(`readTable: no file to read for "${schema.name}"; name at least one`);
  const pl = loadPolars();
  const frames: DataFrame[] = [];
  for (const place of places) frames.push(await readOne(place, schema, options));
  return frames.length === 1 && frames[0] !== undefined ? frames[0] : pl.concat(frames);
}

async function readOne(place: string, schema: TableSchema, options: ReadTableOptions): Promise<DataFrame> {
  const { format = formatOf(place), delimiter, encoding, skipLines, extra, empty, mode, onReport } = options;
  const { store, key } = await openStore(place);
  const bytes = await store.read(key);
  const shared = { place, ...(extra && { extra }), ...(mode && { mode }), ...(onReport && { onReport }) };
  if (format === "parquet") {
    if (delimiter !== undefined || encoding !== undefined || skipLines !== undefined) {
      throw new ArgumentError(`readTable: delimiter, encoding and skipLines are for CSV, ${place} is Parquet`);
    }
    const frame = parseParquet(bytes, schema, shared);
    if (frame.height === 0 && empty !== "allow") {
      throw new FormatError(`readTable: ${place} has no rows; pass empty: "allow" when that is meant`);
    }
    return frame;
  }
  const tab = /\.tsv(\.gz)?$/i.test(place) ? { delimiter: "\t" } : {};
  return parseCsv(bytes, schema, {
    ...shared,
    ...tab,
    ...(delimiter !== undefined && { delimiter }),
    ...(encoding && { encoding }),
    ...(skipLines !== undefined && { skipLines }),
    ...(empty && { empty }),
  });
}

function formatOf(place: string): "csv" | "parquet" {
  const name = /^https?:/i.test(place) ? place.replace(/[?#].*$/, "") : place;
  return /\.(parquet|pq)$/i.test(name) ? "parquet" : "csv";
}
