import type { DataFrame, Series } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { nameCaller } from "../../core/name-caller.js";
import { jsonColumns } from "../formats/json-columns.js";
import { readParquet } from "../formats/parse-parquet.js";
import { readArrow } from "../formats/read-arrow.js";
import { refuseOtherForm } from "../formats/refuse-other-form.js";
import { unpackIfNeeded } from "../formats/unpack-if-needed.js";
import { getVariant } from "../get-variant.js";
import { loadPolars } from "../load-polars.js";
import { type ColumnKind, type ColumnSpec, column } from "../schema/column.js";
import { schema, type TableSchema } from "../schema/schema.js";
import { ColumnEvidence, type NumberMarksSeen } from "./column-evidence.js";
import { decodeText } from "./decode-text.js";
import { detectCsvForm } from "./detect-csv-form.js";
import { detectEncoding } from "./detect-encoding.js";
import { type ParseCsvOptions, parseCsv } from "./parse-csv.js";

/** A schema inferred from a file, and how the file is to be read with it. */
export interface InferredSchema {
  readonly schema: TableSchema;
  readonly options: Pick<ParseCsvOptions, "delimiter" | "encoding" | "skipLines">;
  readonly rowCount: number;
  /**
   * What to check: ambiguous dates and numbers, lines that were skipped. Each begins with its column, if it is of one.
   */
  readonly notes: readonly string[];
}

/**
 * The schema of a CSV file: encoding, delimiter and lines before the header are detected, and each column gets the
 * first kind that every one of its cells is. A number with a leading zero stays a string, and so does what can be read
 * in two ways (01/02/2024): `notes` name it. JSON, Parquet and Arrow have types, and a string of JSON stays one unless
 * it is a time in ISO 8601. Units, ranges and keys are not in a file; add them.
 *
 * @throws FormatError for a file of another form, a ragged one (with its first line that differs), and one without
 * rows.
 * @example inferSchema(new TextEncoder().encode("a;b\n1;0,5\n"), { name: "t", uri: "t.csv" }).options // { delimiter: ";" }
 */
export function inferSchema(
  bytes: Uint8Array,
  { name, uri = "the text" }: { readonly name: string; readonly uri?: string | undefined },
): InferredSchema {
  return nameCaller("inferSchema", () => infer(bytes, { name, uri }));
}

function infer(bytes: Uint8Array, { name, uri }: { readonly name: string; readonly uri: string }): InferredSchema {
  const raw = unpackIfNeeded(bytes, uri);
  const path = uri.replace(/[?#].*$/, "");
  if (/\.(parquet|pq)$/i.test(path)) return frameSchema(readParquet(raw, uri), { name, uri });
  if (/\.(arrow|feather|ipc)$/i.test(path)) return frameSchema(readArrow(raw, uri), { name, uri });
  refuseOtherForm(raw, uri, "inferSchema");
  if (/\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i.test(path)) {
    return jsonSchema(jsonColumns(bytes, uri), name);
  }
  const encoding = detectEncoding(raw, uri);
  const form = detectCsvForm(decodeText(raw, encoding, uri), uri);
  const { delimiter, skipLines, header } = form;
  if (form.recordCount === 0) throw new FormatError(`inferSchema: ${uri} has no rows to go by; pass a file with rows`);
  refuseUnnamed(header, uri, "inferSchema");
  const options = {
    encoding: encoding !== "utf-8" ? encoding : undefined,
    delimiter: delimiter !== "," ? delimiter : undefined,
    skipLines: skipLines > 0 ? skipLines : undefined,
  };
  const strings = header.map((source, at): [string, ColumnSpec] => [
    `c${at}`,
    column.string({ source, nullable: true, missing: [] }),
  ]);
  const cells = parseCsv(raw, schema(name, Object.fromEntries(strings)), { ...options, uri, linesBetween: 0 });
  const named = header.flatMap((source, at) =>
    isEmptyEnd(header, at, cells.getColumn(`c${at}`)) ? [] : [{ source, at }],
  );
  const { columns, notes } = cellColumns(cells, named, delimiter);
  return { schema: schema(name, columns), options, rowCount: cells.height, notes: [...form.notes, ...notes] };
}

/** The columns that cells of strings have, by all of them. */
function cellColumns(
  cells: DataFrame,
  named: readonly { readonly source: string; readonly at: number }[],
  delimiter: string,
): { readonly columns: Readonly<Record<string, ColumnSpec>>; readonly notes: readonly string[] } {
  const distinct = named.map(({ at }) => cells.getColumn(`c${at}`).unique().toArray() as unknown as readonly string[]);
  const evidence = distinct.map((strings) => {
    const found = new ColumnEvidence();
    found.add(strings);
    return found;
  });
  const marks = numberMarks(evidence, delimiter);
  const taken = new Set<string>();
  const notes: string[] = [];
  const columns = named.map(({ source, at }, index): [string, ColumnSpec] => {
    const code = freeName(source, taken);
    const { spec, note } = (evidence[index] ?? new ColumnEvidence()).finding(marks, code === source ? {} : { source });
    if (note !== undefined) notes.push(`column "${source}": ${note}`);
    return [code, withRules(spec, { name: `c${at}`, rowCount: cells.height, distinct: distinct[index] ?? [] })];
  });
  return { columns: Object.fromEntries(columns), notes };
}

/** The schema of JSON records. */
function jsonSchema({ columns, rowCount }: ReturnType<typeof jsonColumns>, name: string): InferredSchema {
  const taken = new Set<string>();
  const specs = columns.map(({ source, kind, isMissing, distinct }): [string, ColumnSpec] => {
    const code = freeName(source, taken);
    return [code, withRules(toSpec(code, source, { kind, isMissing }), { name: source, rowCount, distinct })];
  });
  return { schema: schema(name, Object.fromEntries(specs)), options: {}, rowCount, notes: [] };
}

function toSpec(
  code: string,
  source: string,
  { kind, isMissing }: { readonly kind: ColumnKind; readonly isMissing: boolean },
): ColumnSpec {
  const named = code === source ? {} : { source };
  return { ...column.string(isMissing ? { ...named, nullable: true } : named), kind };
}

/** The schema of a frame in the types of its file. */
function frameSchema(frame: DataFrame, { name, uri }: { readonly name: string; readonly uri: string }): InferredSchema {
  if (frame.height === 0) throw new FormatError(`inferSchema: ${uri} has no rows to go by; pass a file with rows`);
  const pl = loadPolars();
  const taken = new Set<string>();
  const columns = frame.columns.map((source): [string, ColumnSpec] => {
    const cells = frame.getColumn(source);
    const variant = getVariant(cells);
    const kind = frameKinds.find(([pattern]) => pattern.test(variant))?.[1];
    if (kind === undefined) {
      throw new FormatError(
        `inferSchema: column "${source}" of ${uri} is ${variant}, which a schema has no kind for; write the file without it`,
      );
    }
    const code = freeName(source, taken);
    const isMissing =
      cells.nullCount() > 0 || (/^Float/.test(variant) && frame.filter(pl.col(source).isNan()).height > 0);
    const spec = toSpec(code, source, { kind, isMissing });
    const isCompared = kind === "string" || (kind === "integer" && identifierName.test(source));
    const distinct = isCompared ? (cells.dropNulls().unique().cast(pl.Utf8).toArray() as readonly string[]) : [];
    return [code, withRules(spec, { name: source, rowCount: frame.height, distinct })];
  });
  return { schema: schema(name, Object.fromEntries(columns)), options: {}, rowCount: frame.height, notes: [] };
}

const frameKinds: readonly (readonly [RegExp, "integer" | "number" | "boolean" | "datetime" | "string"])[] = [
  [/^U?Int\d+$/, "integer"],
  [/^(Float\d+|Decimal)$/, "number"],
  [/^Bool/, "boolean"],
  [/^Date(time)?$/, "datetime"],
  [/^(String|Utf8|Categorical|Enum)$/, "string"],
];

/** What the columns of a file say about the marks of its numbers. */
export function numberMarks(evidence: readonly ColumnEvidence[], delimiter: string): NumberMarksSeen {
  return {
    delimiter,
    decimalComma: evidence.some(({ marks }) => marks.decimalComma),
    decimalPoint: evidence.some(({ marks }) => marks.decimalPoint),
  };
}

/** @throws FormatError when several columns have no name. */
export function refuseUnnamed(header: readonly string[], uri: string, caller: string): void {
  const unnamed = header.flatMap((source, at) => (source === "" ? [at + 1] : []));
  if (unnamed.length < 2) return;
  throw new FormatError(`${caller}: ${uri} has columns without a name (${unnamed.join(", ")}); name them`);
}

/** A last column without name and cells is what a delimiter at the end of each line makes. */
function isEmptyEnd(header: readonly string[], at: number, cells: Series): boolean {
  return (
    header[at] === "" &&
    header.length > 1 &&
    at === header.length - 1 &&
    cells
      .unique()
      .toArray()
      .every((text) => text === "")
  );
}

const identifierName = /(^|[_ ])id$/i;

/** Few distinct strings are categories. Identifiers go by their name: distinct numbers alone are not identifiers. */
function withRules(
  spec: ColumnSpec,
  {
    name,
    rowCount,
    distinct,
  }: { readonly name: string; readonly rowCount: number; readonly distinct: readonly string[] },
): ColumnSpec {
  const present = distinct.filter((text) => text !== "").length;
  const isCategory = spec.kind === "string" && present <= 50 && present * 4 <= rowCount;
  const ruled: ColumnSpec = isCategory ? { ...spec, kind: "category" } : spec;
  const isIdentifier = identifierName.test(spec.source ?? name);
  return isIdentifier && distinct.length === rowCount && rowCount > 1 ? { ...ruled, unique: true } : ruled;
}

/** `Primary Type` becomes `primaryType`, `2019` becomes `y2019`. */
function freeName(source: string, taken: Set<string>): string {
  const words = source
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .match(/[A-Za-z0-9]+/g) ?? ["column"];
  const parts = words.map((word) => (/^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word));
  const camel = parts
    .map((word, index) => (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join("");
  return numberedName(/^\d/.test(camel) ? `y${camel}` : camel, taken);
}

/** The name, with a number from 2 on when it is taken: `column`, `column2`. */
export function numberedName(start: string, taken: Set<string>): string {
  let free = start;
  for (let count = 2; taken.has(free); count++) free = `${start}${count}`;
  taken.add(free);
  return free;
}
