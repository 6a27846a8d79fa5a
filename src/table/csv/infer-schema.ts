import type { Series } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { nameCaller } from "../../core/name-caller.js";
import { refuseOtherForm } from "../formats/refuse-other-form.js";
import { unpackIfNeeded } from "../formats/unpack-if-needed.js";
import { type ColumnSpec, column } from "../schema/column.js";
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
 * in two ways (01/02/2024): `notes` name it. Units, ranges and keys are not in a file; add them.
 *
 * @throws FormatError for a file that is not a CSV, is ragged (with its first line that differs), or has no rows.
 * @example inferSchema(new TextEncoder().encode("a;b\n1;0,5\n"), { name: "t", uri: "t.csv" }).options // { delimiter: ";" }
 */
export function inferSchema(
  bytes: Uint8Array,
  source: { readonly name: string; readonly uri: string },
): InferredSchema {
  return nameCaller("inferSchema", () => infer(bytes, source));
}

function infer(bytes: Uint8Array, { name, uri }: { readonly name: string; readonly uri: string }): InferredSchema {
  const raw = unpackIfNeeded(bytes, uri);
  refuseOtherForm(raw, uri, "inferSchema");
  if (/\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i.test(uri)) {
    throw new FormatError(`inferSchema: ${uri} is JSON, and schemas are inferred from CSV; write the schema by hand`);
  }
  const encoding = detectEncoding(raw, uri);
  const form = detectCsvForm(decodeText(raw, encoding, uri), uri);
  const { delimiter, skipLines, header } = form;
  if (form.recordCount === 0) throw new FormatError(`inferSchema: ${uri} has no rows to go by`);
  const unnamed = header.flatMap((source, at) => (source === "" ? [at + 1] : []));
  if (unnamed.length > 1) {
    throw new FormatError(`inferSchema: ${uri} has columns without a name (${unnamed.join(", ")}); name them`);
  }
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
  const distinct = named.map(({ at }) => cells.getColumn(`c${at}`).unique().toArray() as unknown as readonly string[]);
  const evidence = distinct.map((strings) => {
    const found = new ColumnEvidence();
    found.add(strings);
    return found;
  });
  const marks = numberMarks(evidence, delimiter);
  const taken = new Set<string>();
  const notes = [...form.notes];
  const columns = named.map(({ source, at }, index): [string, ColumnSpec] => {
    const code = freeName(source, taken);
    const { spec, note } = (evidence[index] ?? new ColumnEvidence()).finding(marks, code === source ? {} : { source });
    if (note !== undefined) notes.push(`column "${source}": ${note}`);
    return [code, withRules(spec, cells.getColumn(`c${at}`), distinct[index] ?? [])];
  });
  return { schema: schema(name, Object.fromEntries(columns)), options, rowCount: cells.height, notes };
}

/** What the columns of a file say about the marks of its numbers. */
export function numberMarks(evidence: readonly ColumnEvidence[], delimiter: string): NumberMarksSeen {
  return {
    delimiter,
    decimalComma: evidence.some(({ marks }) => marks.decimalComma),
    decimalPoint: evidence.some(({ marks }) => marks.decimalPoint),
  };
}

/** A last column without name and cells is what a delimiter at the end of each line makes. */
function isEmptyEnd(header: readonly string[], at: number, cells: Series): boolean {
  return (
    header[at] === "" &&
    at === header.length - 1 &&
    cells
      .unique()
      .toArray()
      .every((text) => text === "")
  );
}

/** Few distinct strings are categories. Identifiers go by their name: distinct numbers alone are not identifiers. */
function withRules(spec: ColumnSpec, cells: Series, distinct: readonly string[]): ColumnSpec {
  const present = distinct.filter((text) => text !== "").length;
  const isCategory = spec.kind === "string" && present <= 50 && present * 4 <= cells.length;
  const ruled: ColumnSpec = isCategory ? { ...spec, kind: "category" } : spec;
  const isIdentifier = /(^|[_ ])id$/i.test(spec.source ?? "") || /^id$/i.test(spec.source ?? cells.name);
  return isIdentifier && distinct.length === cells.length && cells.length > 1 ? { ...ruled, unique: true } : ruled;
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
  const start = /^\d/.test(camel) ? `y${camel}` : camel;
  let free = start;
  for (let count = 2; taken.has(free); count++) free = `${start}${count}`;
  taken.add(free);
  return free;
}
