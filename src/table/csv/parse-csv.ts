import type { DataFrame } from "nodejs-polars";
import { checkInteger } from "../../core/check-integer.js";
import { checkOptionNames } from "../../core/check-option-names.js";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, FormatError } from "../../core/errors.js";
import { refuseOtherForm } from "../formats/refuse-other-form.js";
import { unpackIfNeeded } from "../formats/unpack-if-needed.js";
import { loadPolars } from "../load-polars.js";
import { applyRules } from "../schema/apply-rules.js";
import { castCells, markedStrings } from "../schema/cast-cells.js";
import { sourceNames, type TableSchema } from "../schema/schema.js";
import type { TableReport } from "../schema/table-report.js";
import type { ValidationMode } from "../schema/validation-error.js";
import { decodeText, type TextEncoding } from "./decode-text.js";
import { detectEncoding } from "./detect-encoding.js";
import { type CsvLayout, scanCsv } from "./scan-csv.js";

/** How a CSV text is read. */
export interface ParseCsvOptions {
  /** The file or URI that errors name; default "the text". */
  readonly uri?: string | undefined;
  /** One ASCII character between cells; default a comma. */
  readonly delimiter?: string | undefined;
  /**
   * Default "utf-8"; bytes that are not are refused, never replaced. "auto" takes a byte-order mark's word, else UTF-8
   * when every byte fits, else Windows-1252, and says in the report which.
   */
  readonly encoding?: TextEncoding | "auto" | undefined;
  /** Lines before the header; default 0. */
  readonly skipLines?: number | undefined;
  /** Columns that the schema does not name: "refuse" (default) names them, "ignore" leaves them out. */
  readonly extra?: "refuse" | "ignore" | undefined;
  /** A header without rows: "refuse" (default), or "allow" for a frame of no rows. */
  readonly empty?: "refuse" | "allow" | undefined;
  /** What happens to rows that break a rule; default "refuse". */
  readonly mode?: ValidationMode | undefined;
  /** Values of columns that stand outside the file, by source name: hive partitions. */
  readonly constants?: Readonly<Record<string, string | null>> | undefined;
  /** Lines of the file between its header and these rows, when the text is an unpacked piece of it, for errors. */
  readonly linesBetween?: number | undefined;
  /** Gets the account of what was found, once the table is accepted. */
  readonly onReport?: ((report: TableReport) => void) | undefined;
}

const optionNames = [
  "uri",
  "delimiter",
  "encoding",
  "skipLines",
  "extra",
  "empty",
  "mode",
  "constants",
  "linesBetween",
  "onReport",
];

/**
 * The table in a CSV text (plain or gzip), checked and typed by its schema, with columns under their names in code and
 * in the schema's order. Every cell must be exactly what the schema says; only its missing markers are missing, so the
 * word `None` is a value. The first cell that is not is refused with file, column, line (the header is line 1) and
 * value.
 *
 * @example const frame = parseCsv(new TextEncoder().encode("id\n1\n"), schema("t", { id: column.integer() }));
 */
export function parseCsv(bytes: Uint8Array, schema: TableSchema, options: ParseCsvOptions = {}): DataFrame {
  const { uri = "the text", delimiter = ",", encoding = "utf-8", extra = "refuse", empty = "refuse" } = options;
  const { skipLines = 0, mode, constants = {}, linesBetween, onReport } = options;
  checkOptionNames("parseCsv", options, optionNames);
  if (!/^[\t -~]$/.test(delimiter) || delimiter === '"') {
    throw new ArgumentError(
      `parseCsv: delimiter must be one ASCII character and no quote, got ${JSON.stringify(delimiter)}; pass delimiter: ";" or leave it out`,
    );
  }
  checkInteger("parseCsv", "skipLines", skipLines, 0, "pass skipLines: 0, or leave it out");
  const raw = linesBetween === undefined ? unpackIfNeeded(bytes, uri) : bytes;
  if (linesBetween === undefined) refuseOtherForm(raw, uri);
  const found = encoding === "auto" ? detectEncoding(raw, uri) : encoding;
  const text = decodeText(raw, found, uri, linesBetween ?? 0);
  const layout = scanCsv(text, delimiter.charCodeAt(0), uri, {
    skipLines,
    trim: schema.trim ?? false,
    linesBetween: linesBetween ?? 0,
  });
  const { header, recordCount } = layout;
  const { positions, absent } = matchHeader(header, schema, { uri, delimiter, extra, constants });
  if (recordCount === 0 && empty === "refuse") {
    throw new FormatError(`readTable: ${uri} has a header and no rows; pass empty: "allow" when that is meant`);
  }
  const cells = readCells(text, layout, { delimiter, uri, positions, extra });
  const outside = [...absent.map((name) => [name, null] as const), ...constantCells(schema, constants, positions)];
  const strings = markedStrings(withConstants(cells, outside), schema);
  return applyRules(castCells(strings, schema), schema, {
    uri,
    rowName: (row) => `line ${layout.getLine(row)}`,
    mode,
    onReport,
    strings,
    absent,
    encoding: encoding === "auto" ? found : undefined,
  });
}

interface HeaderMatch {
  /** Position in the file of every column of the schema that the file has. */
  readonly positions: ReadonlyMap<string, number>;
  /** Optional columns that it lacks. */
  readonly absent: readonly string[];
}

interface HeaderContext {
  readonly uri: string;
  readonly delimiter: string;
  readonly extra: "refuse" | "ignore";
  readonly constants: Readonly<Record<string, string | null>>;
}

function matchHeader(
  header: readonly string[],
  schema: TableSchema,
  { uri, delimiter, extra, constants }: HeaderContext,
): HeaderMatch {
  const positions = new Map<string, number>();
  const absent: string[] = [];
  for (const [name, spec] of Object.entries(schema.columns)) {
    const sources = sourceNames(name, spec);
    const found = sources.filter((source) => header.includes(source));
    if (found.length === 0 && sources.some((source) => Object.hasOwn(constants, source))) continue;
    if (found.length > 1) {
      throw new FormatError(
        `readTable: ${uri} has both "${found.join('" and "')}", which the schema "${schema.name}" takes for one column; name one of them as source`,
      );
    }
    const [source] = found;
    if (source !== undefined) positions.set(name, header.indexOf(source));
    else if (spec.optional === true) absent.push(name);
    else {
      const other = [",", ";", "\t", "|"].find((mark) => mark !== delimiter && header[0]?.includes(mark));
      const expected = sources.join('" or "');
      const separator = /^sep=(.?)$/i.exec(header[0] ?? "")?.[1]?.replace(/^$/, delimiter);
      const hint =
        separator !== undefined
          ? `; its first line names the delimiter: pass delimiter: ${JSON.stringify(separator)} and skipLines: 1`
          : header.length === 1 && other !== undefined
            ? `; its cells seem to be separated by ${JSON.stringify(other)}: pass delimiter`
            : didYouMean(sources[0] ?? name, header);
      throw new FormatError(`readTable: no column "${expected}" in ${uri}; it has ${header.join(", ")}${hint}`);
    }
  }
  const known = new Set(positions.values());
  const others = header.flatMap((source, position) => (known.has(position) ? [] : [{ source, position }]));
  const isEmptyEnd = others.length === 1 && others[0]?.source === "" && others[0].position === header.length - 1;
  if (extra === "refuse" && others.length > 0 && !isEmptyEnd) throw unknownColumns(others, schema, uri);
  return { positions, absent };
}

function unknownColumns(
  others: readonly { readonly source: string; readonly position: number }[],
  schema: TableSchema,
  uri: string,
): FormatError {
  const names = others.map(({ source, position }) =>
    source === "" ? `column ${position + 1} without a name` : `"${source}"`,
  );
  return new FormatError(
    `readTable: ${uri} has columns that the schema "${schema.name}" does not know: ${names.join(", ")}; add them, or pass extra: "ignore"`,
  );
}

/** The cells as text, those of the schema under their names in code. */
function readCells(
  text: Uint8Array,
  { bodyStart, recordCount, blanks, header }: CsvLayout,
  {
    delimiter,
    uri,
    positions,
    extra,
  }: {
    readonly delimiter: string;
    readonly uri: string;
    readonly positions: ReadonlyMap<string, number>;
    readonly extra: "refuse" | "ignore";
  },
): DataFrame {
  const pl = loadPolars();
  if (recordCount === 0) return pl.DataFrame([...positions.keys()].map((name) => pl.Series(name, [], pl.Utf8)));
  // An object's keys that look like integers, such as years, come first whatever their order: the engine gets other
  // names.
  const names = header.map((_, position) => `\u0000${position}`);
  const frame = pl.readCSV(withoutRanges(text, bodyStart, blanks), {
    hasHeader: false,
    inferSchemaLength: 0,
    missingIsNull: false,
    sep: delimiter,
    schema: Object.fromEntries(names.map((name) => [name, pl.Utf8])),
  });
  if (frame.height !== recordCount || frame.width !== header.length) {
    throw new FormatError(
      `readTable: ${uri} has ${recordCount} rows of ${header.length} cells, the engine reads ${frame.height} of ${frame.width}; please report this file`,
    );
  }
  const last = names.at(-1) ?? "";
  const isUnnamed = ![...positions.values()].includes(header.length - 1);
  if (extra === "refuse" && isUnnamed && frame.filter(pl.col(last).neq(pl.lit(""))).height > 0) {
    throw new FormatError(
      `readTable: ${uri} has cells in column ${header.length}, which has no name; name it, or pass extra: "ignore"`,
    );
  }
  return pl.DataFrame([...positions].map(([name, position]) => frame.getColumn(names[position] ?? "").alias(name)));
}

/** The bytes from `start` on without the ranges; a view when there is none. */
function withoutRanges(bytes: Uint8Array, start: number, ranges: CsvLayout["blanks"]): Buffer {
  if (ranges.length === 0) return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  const parts: Uint8Array[] = [];
  let from = start;
  for (const [rangeStart, rangeEnd] of ranges) {
    parts.push(bytes.subarray(from, rangeStart));
    from = rangeEnd;
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}

/** The columns of the schema whose one value is not in the file, under their names in code. */
function constantCells(
  schema: TableSchema,
  constants: Readonly<Record<string, string | null>>,
  positions: ReadonlyMap<string, number>,
): (readonly [string, string | null])[] {
  return Object.entries(schema.columns).flatMap(([name, spec]) => {
    const source = sourceNames(name, spec).find((candidate) => Object.hasOwn(constants, candidate));
    return source === undefined || positions.has(name) ? [] : [[name, constants[source] ?? null] as const];
  });
}

function withConstants(cells: DataFrame, values: readonly (readonly [string, string | null])[]): DataFrame {
  const pl = loadPolars();
  if (values.length === 0) return cells;
  return cells.withColumns(...values.map(([name, value]) => pl.lit(value).cast(pl.Utf8).alias(name)));
}
