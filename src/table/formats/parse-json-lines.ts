import type { DataFrame } from "nodejs-polars";
import { errorMessage } from "../../core/error-message.js";
import { FormatError } from "../../core/errors.js";
import { decodeText } from "../csv/decode-text.js";
import type { TableSchema } from "../schema/schema.js";
import { type ParseRecordsOptions, parseRecords } from "./parse-records.js";
import { refuseOtherForm } from "./refuse-other-form.js";
import { unpackIfNeeded } from "./unpack-if-needed.js";

/** How JSON lines are read. */
export interface ParseJsonLinesOptions extends Omit<ParseRecordsOptions, "rowName"> {
  /** A file without a record: "refuse" (default), or "allow" for a frame of no rows. */
  readonly empty?: "refuse" | "allow" | undefined;
  /** Lines of the file before this text, when it is an unpacked piece of it, for errors. */
  readonly linesBefore?: number | undefined;
}

/**
 * The table in a string of one JSON object a line (plain or gzip), checked and typed by its schema; errors name file,
 * line and value.
 */
export function parseJsonLines(bytes: Uint8Array, schema: TableSchema, options: ParseJsonLinesOptions = {}): DataFrame {
  const { uri = "the text", empty = "refuse", linesBefore, ...rest } = options;
  const raw = linesBefore === undefined ? unpackIfNeeded(bytes, uri) : bytes;
  if (linesBefore === undefined) refuseOtherForm(raw, uri);
  const before = linesBefore ?? 0;
  const text = new TextDecoder().decode(decodeText(raw, "utf-8", uri, before));
  const lines: number[] = [];
  const records: Record<string, unknown>[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    records.push(parseRecord(line, `line ${before + index + 1} of ${uri}`));
    lines.push(before + index + 1);
  });
  if (records.length === 0 && empty === "refuse") {
    throw new FormatError(`readTable: ${uri} has no records; pass empty: "allow" when that is meant`);
  }
  return parseRecords(records, schema, { ...rest, uri, rowName: (row) => `line ${lines[row]}` });
}

function parseRecord(line: string, uri: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(withExactIntegers(line));
  } catch (cause) {
    throw new FormatError(`readTable: ${uri} is not JSON (${errorMessage(cause)}); each line must hold one object`, {
      cause,
    });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new FormatError(`readTable: ${uri} is ${line.slice(0, 40)}, each line must hold one JSON object; fix the line`);
}

/**
 * JSON with its integers of 16 and more digits as strings, which `JSON.parse` would round; they are read exactly from
 * there.
 */
export function withExactIntegers(json: string): string {
  if (!/\d{16}/.test(json)) return json;
  return json.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (found) =>
    /^-?\d{16,}$/.test(found) && !Number.isSafeInteger(Number(found)) ? `"${found}"` : found,
  );
}
