import { getTimeFormat } from "../csv/date-forms.js";
import type { ColumnKind } from "../schema/column.js";
import { column } from "../schema/column.js";
import { schema } from "../schema/schema.js";
import { parseJson } from "./parse-json.js";
import { unpackIfNeeded } from "./unpack-if-needed.js";

/** A field of JSON records. */
export interface JsonColumn {
  readonly source: string;
  readonly kind: ColumnKind;
  /** Whether it is null, empty or absent in a record. */
  readonly isMissing: boolean;
  /** Its distinct strings and integers. */
  readonly distinct: readonly string[];
}

/**
 * The fields of a JSON array or of JSON lines, by all records: strings are strings, whatever they hold, or times where
 * each of them is one in ISO 8601 without a zone; values of several types, lists and objects are strings.
 *
 * @throws FormatError for a file that is not such JSON, as `readTable` does.
 */
export function jsonColumns(
  bytes: Uint8Array,
  uri: string,
): { readonly columns: readonly JsonColumn[]; readonly rowCount: number } {
  const records = readRecords(bytes, uri);
  const fields = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const columns = fields.map((source): JsonColumn => {
    const types = new Set<ColumnKind>();
    const distinct = new Set<string>();
    let isMissing = false;
    for (const record of records) {
      const value = record[source];
      if (value === null || value === undefined || value === "") isMissing = true;
      else {
        types.add(toKind(value));
        if (typeof value === "string" || Number.isInteger(value)) distinct.add(String(value));
      }
    }
    return { source, kind: commonKind(types), isMissing, distinct: [...distinct] };
  });
  return { columns, rowCount: records.length };
}

function readRecords(bytes: Uint8Array, uri: string): readonly Readonly<Record<string, unknown>>[] {
  const records = plainRecords(new TextDecoder().decode(unpackIfNeeded(bytes, uri)));
  // The parser of tables knows what is wrong with a file, and where.
  if (records === undefined) parseJson(bytes, schema("file", { any: column.string() }), { uri });
  return records ?? [];
}

function plainRecords(text: string): Record<string, unknown>[] | undefined {
  try {
    const records = text.trimStart().startsWith("[")
      ? (JSON.parse(text) as unknown[])
      : text
          .split("\n")
          .filter((line) => line.trim() !== "")
          .map((line) => JSON.parse(line) as unknown);
    const isRecord = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
    return records.length > 0 && records.every(isRecord) ? (records as Record<string, unknown>[]) : undefined;
  } catch {
    return undefined;
  }
}

function toKind(value: unknown): ColumnKind {
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? "integer" : "number";
    case "boolean":
      return "boolean";
    case "string":
      return getTimeFormat(value) === undefined ? "string" : "datetime";
    default:
      return "string";
  }
}

function commonKind(types: ReadonlySet<ColumnKind>): ColumnKind {
  const [first = "string"] = types;
  if (types.size <= 1) return first;
  return [...types].every((kind) => kind === "integer" || kind === "number") ? "number" : "string";
}
