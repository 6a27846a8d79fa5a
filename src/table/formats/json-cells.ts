import type { DataFrame } from "nodejs-polars";
import { column } from "../schema/column.js";
import { schema } from "../schema/schema.js";
import { parseJson } from "./parse-json.js";
import { withExactIntegers } from "./parse-json-lines.js";
import { unpackIfNeeded } from "./unpack-if-needed.js";

/** The fields of a JSON array or of JSON lines in order, and their cells as strings: columns `c0`, `c1` and so on. */
export function jsonCells(
  bytes: Uint8Array,
  uri: string,
): { readonly fields: readonly string[]; readonly cells: DataFrame } {
  const fields = findFields(new TextDecoder().decode(unpackIfNeeded(bytes, uri)));
  const columns = fields.map(
    (source, at) => [`c${at}`, column.string({ source, nullable: true, missing: [] })] as const,
  );
  // A file without fields is refused by its parser, which knows the line.
  const table = schema("file", columns.length === 0 ? { c0: column.string() } : Object.fromEntries(columns));
  return { fields, cells: parseJson(bytes, table, { uri }) };
}

function findFields(text: string): readonly string[] {
  try {
    const isArray = text.trimStart().startsWith("[");
    const records: unknown[] = isArray
      ? (JSON.parse(withExactIntegers(text)) as unknown[])
      : text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line) as unknown]));
    return [...new Set(records.flatMap((record) => Object.keys(record as object)))];
  } catch {
    return [];
  }
}
