import type { DataFrame } from "nodejs-polars";
import { errorMessage } from "../../core/error-message.js";
import { FormatError } from "../../core/errors.js";
import { showJson } from "../../core/show-json.js";
import { decodeText } from "../csv/decode-text.js";
import type { TableSchema } from "../schema/schema.js";
import { type ParseJsonLinesOptions, parseJsonLines, withExactIntegers } from "./parse-json-lines.js";
import { parseRecords } from "./parse-records.js";
import { refuseOtherForm } from "./refuse-other-form.js";
import { unpackIfNeeded } from "./unpack-if-needed.js";

/**
 * The table in a JSON array of objects (plain or packed), checked and typed by its schema; a file of one object per
 * line is read as JSON lines. Errors name file, record and value.
 */
export function parseJson(
  bytes: Uint8Array,
  schema: TableSchema,
  options: Omit<ParseJsonLinesOptions, "linesBefore"> = {},
): DataFrame {
  const { uri = "the text", empty = "refuse", ...rest } = options;
  const raw = unpackIfNeeded(bytes, uri);
  refuseOtherForm(raw, uri);
  const text = new TextDecoder().decode(decodeText(raw, "utf-8", uri));
  if (!text.trimStart().startsWith("[")) return parseJsonLines(raw, schema, { ...options, linesBefore: 0 });
  let records: unknown;
  try {
    records = JSON.parse(withExactIntegers(text));
  } catch (cause) {
    throw new FormatError(`readTable: ${uri} is not JSON (${errorMessage(cause)}); it is cut short or damaged`, {
      cause,
    });
  }
  if (!Array.isArray(records))
    throw new FormatError(`readTable: ${uri} is not an array of records; write the records as [{ ... }, { ... }]`);
  records.forEach((record: unknown, index) => {
    if (typeof record === "object" && record !== null && !Array.isArray(record)) return;
    throw new FormatError(`readTable: record ${index + 1} of ${uri} is ${showJson(record)}; expected an object`);
  });
  if (records.length === 0 && empty === "refuse") {
    throw new FormatError(`readTable: ${uri} has no records; pass empty: "allow" when that is meant`);
  }
  return parseRecords(records as Record<string, unknown>[], schema, { ...rest, uri });
}
