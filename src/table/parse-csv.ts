import type { DataFrame } from "nodejs-polars";
import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError, FormatError } from "../core/errors.js";
import { applyRules } from "./apply-rules.js";
import { castCells, castRule } from "./cast-cells.js";
import type { ColumnSpec } from "./column.js";
import { decodeText, type TextEncoding } from "./decode-text.js";
import { gunzipIfNeeded } from "./gunzip-if-needed.js";
import { loadPolars } from "./load-polars.js";
import { rowOf } from "./row-of.js";
import { type CsvLayout, scanCsv } from "./scan-csv.js";
import type { TableSchema } from "./schema.js";
import { schemaPlan } from "./schema-plan.js";
import type { TableReport } from "./table-report.js";

/** How a CSV text is read. */
export interface ParseCsvOptions {
  /** The file or URI that errors name; default "the text". */
  readonly place?: string;
  /** One ASCII character between cells; default a comma. */
  readonly delimiter?: string;
  /** Default "utf-8"; bytes that are not are refused, never replaced. */
  readonly encoding?: TextEncoding;
  /** Columns that the schema does not name: "refuse" (default) names them, "ignore" leaves them out. */
  readonly extra?: "refuse" | "ignore";
  /** A header without rows: "refuse" (default), or "allow" for a frame of no rows. */
  readonly empty?: "refuse" | "allow";
  /** Gets the account of what was found, once the table is accepted. */
  readonly onReport?: (report: TableReport) => void;
}

const optionNames = ["place", "delimiter", "encoding", "extra", "empty", "onReport"];

/**
 * The table in a CSV text (plain or gzip), checked and typed by its schema, with columns under their names in code and in the
 * schema's order. Every cell must be exactly what the schema says; only its missing markers are missing, so the word `None` is
 * a value. The first cell that is not is refused with file, column, line (the header is line 1) and value.
 */
export function parseCsv(bytes: Uint8Array, schema: TableSchema, options: ParseCsvOptions = {}): DataFrame {
  const { place = "the text", delimiter = ",", encoding = "utf-8", extra = "refuse", empty = "refuse" } = options;
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(`parseCsv: unknown option "${unknown}"${didYouMean(unknown, optionNames)}`);
  }
  if (!/^[\t -~]$/.test(delimiter) || delimiter === '"') {
    throw new ArgumentError(
      `parseCsv: delimiter must be one ASCII character and no quote, got ${JSON.stringify(delimiter)}`,
    );
  }
  const text = decodeText(gunzipIfNeeded(bytes, place), encoding, place);
  const layout = scanCsv(text, delimiter.charCodeAt(0), place);
  const positions = matchHeader(layout.header, schema, { place, delimiter, extra });
  if (layout.recordCount === 0 && empty === "refuse") {
    throw new FormatError(`readTable: ${place} has a header and no rows; pass empty: "allow" when that is meant`);
  }
  const cells = readCells(text, layout, { delimiter, place, positions });
  const rowName = (row: number): string => `line ${layout.lineOf(row)}`;
  const typed = castColumns(cells, schema, { place, rowName });
  return applyRules(typed, schema, { place, rowName, onReport: options.onReport });
}

/** Position in the file of every column of the schema. */
function matchHeader(
  header: readonly string[],
  schema: TableSchema,
  {
    place,
    delimiter,
    extra,
  }: { readonly place: string; readonly delimiter: string; readonly extra: "refuse" | "ignore" },
): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  const wanted = new Set<string>();
  for (const [name, spec] of Object.entries(schema.columns)) {
    const source = spec.source ?? name;
    const position = header.indexOf(source);
    if (position < 0) {
      const other = [",", ";", "\t", "|"].find((mark) => mark !== delimiter && header[0]?.includes(mark));
      const hint =
        header.length === 1 && other !== undefined
          ? `; its cells seem to be parted by ${JSON.stringify(other)}: pass delimiter`
          : didYouMean(source, header);
      throw new FormatError(`readTable: no column "${source}" in ${place}; it has ${header.join(", ")}${hint}`);
    }
    positions.set(name, position);
    wanted.add(source);
  }
  const others = header.filter((source) => !wanted.has(source));
  if (extra === "refuse" && others.length > 0) {
    const names = others.map((source) =>
      source === "" ? `column ${header.indexOf("") + 1} without a name` : `"${source}"`,
    );
    throw new FormatError(
      `readTable: ${place} has columns that the schema "${schema.name}" does not know: ${names.join(", ")}; add them, or pass extra: "ignore"`,
    );
  }
  return positions;
}

/** The cells as text, those of the schema under their names in code. */
function readCells(
  text: Uint8Array,
  { bodyStart, recordCount, blanks, header }: CsvLayout,
  {
    delimiter,
    place,
    positions,
  }: { readonly delimiter: string; readonly place: string; readonly positions: ReadonlyMap<string, number> },
): DataFrame {
  const pl = loadPolars();
  const wanted = [...positions.keys()];
  if (recordCount === 0) return pl.DataFrame(wanted.map((name) => pl.Series(name, [], pl.Utf8)));
  const names = header.map((_, position) => `\u0000${position}`);
  for (const [name, position] of positions) names[position] = name;
  const frame = pl.readCSV(withoutRanges(text, bodyStart, blanks), {
    hasHeader: false,
    inferSchemaLength: 0,
    missingIsNull: false,
    sep: delimiter,
    schema: Object.fromEntries(names.map((name) => [name, pl.Utf8])),
  });
  if (frame.height !== recordCount || frame.width !== header.length) {
    throw new FormatError(
      `readTable: ${place} has ${recordCount} rows of ${header.length} cells, the engine reads ${frame.height} of ${frame.width}; please report this file`,
    );
  }
  return frame;
}

/** The bytes from `start` on without the ranges; a view when there is none. */
function withoutRanges(bytes: Uint8Array, start: number, ranges: CsvLayout["blanks"]): Buffer {
  if (ranges.length === 0) return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  const kept: Uint8Array[] = [];
  let from = start;
  for (const [rangeStart, rangeEnd] of ranges) {
    kept.push(bytes.subarray(from, rangeStart));
    from = rangeEnd;
  }
  kept.push(bytes.subarray(from));
  return Buffer.concat(kept);
}

function castColumns(
  cells: DataFrame,
  schema: TableSchema,
  { place, rowName }: { readonly place: string; readonly rowName: (row: number) => string },
): DataFrame {
  const { marked, inOrder } = schemaPlan(schema);
  const present = cells.select(...marked).select(inOrder);
  const typed = castCells(present, schema);
  const before = rowOf(present.nullCount(), 0);
  const after = rowOf(typed.nullCount(), 0);
  for (const [name, spec] of Object.entries(schema.columns)) {
    const count = Number(after[name]) - Number(before[name]);
    if (count !== 0) throw wrongCell(present, typed, { name, spec, count, place, rowName, schema });
  }
  return typed;
}

function wrongCell(
  present: DataFrame,
  typed: DataFrame,
  {
    name,
    spec,
    count,
    place,
    rowName,
    schema,
  }: {
    readonly name: string;
    readonly spec: ColumnSpec;
    readonly count: number;
    readonly place: string;
    readonly rowName: (row: number) => string;
    readonly schema: TableSchema;
  },
): FormatError {
  const pl = loadPolars();
  const both = pl.DataFrame([present.getColumn(name).alias("text"), typed.getColumn(name).alias("typed")]);
  const bad = both.withRowIndex("row").filter(pl.col("typed").isNull().and(pl.col("text").isNotNull()));
  const row = Number(bad.getColumn("row").get(0));
  const value = JSON.stringify(bad.getColumn("text").get(0));
  const more = count > 1 ? ` (and ${count - 1} more)` : "";
  return new FormatError(
    `readTable: column "${spec.source ?? name}" ${rowName(row)} of ${place} is ${value}${more}, the schema "${schema.name}" asks for ${castRule(spec)}; put it right, or name the text in "missing"`,
  );
}
