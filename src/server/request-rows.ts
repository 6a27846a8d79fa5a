import type { Json, JsonObject } from "../core/json.js";
import type { Row } from "../pipeline/read-rows.js";
import { csvRecords } from "../table/csv/csv-records.js";
import { HttpProblem } from "./http-problem.js";
import { mediaType, parseBody, readBody } from "./request-body.js";
import type { IncomingRequest } from "./service-request.js";

/** The rows of a request. */
export interface RequestRows {
  readonly rows: readonly Row[];
  /** Whether the body was one row and not an array, so that the response is one prediction. */
  readonly isSingle: boolean;
  /** JSON pointer to the rows. */
  readonly pointer: string;
}

/** Limits of a request. */
export interface RequestLimits {
  /** Maximum number of bytes of a body. */
  readonly bodyBytes: number;
  /** Maximum number of rows of a request. */
  readonly rows: number;
}

/**
 * The rows of a request's body: JSON (a row, an array of rows, `{"rows": [...]}`), JSON lines or CSV with a header.
 *
 * @throws HttpProblem 400, 413, 415 or 422.
 */
export async function requestRows(request: IncomingRequest, limits: RequestLimits): Promise<RequestRows> {
  const type = mediaType(request);
  const isJson = type === "" || type === "application/json" || type.endsWith("+json");
  const isLines = type === "application/x-ndjson" || type === "application/jsonl";
  if (!isJson && !isLines && type !== "text/csv") {
    throw new HttpProblem(
      415,
      `content-type "${type.slice(0, 60)}" is not supported; send application/json or text/csv`,
    );
  }
  const body = await readBody(request, limits.bodyBytes);
  const found = isJson
    ? jsonRows(parseBody(body))
    : { rows: isLines ? lineRows(body) : csvRows(body), isSingle: false, pointer: "" };
  if (found.rows.length > limits.rows) {
    throw new HttpProblem(
      413,
      `the request has ${found.rows.length} rows, the limit is ${limits.rows}; send several requests`,
    );
  }
  return found;
}

function jsonRows(value: Json): RequestRows {
  if (Array.isArray(value)) return { rows: checkObjects(value, ""), isSingle: false, pointer: "" };
  if (!isObject(value))
    throw new HttpProblem(422, `expected a row as a JSON object or rows as an array, got ${typeName(value)}`);
  const { rows } = value;
  if (!Array.isArray(rows)) return { rows: [value], isSingle: true, pointer: "" };
  return { rows: checkObjects(rows, "/rows"), isSingle: false, pointer: "/rows" };
}

/**
 * Rows of a JSON array.
 *
 * @param pointer JSON pointer to the array
 * @throws HttpProblem 422 for an element that is not an object.
 */
export function checkObjects(values: readonly Json[], pointer: string): readonly Row[] {
  return values.map((row, index) => {
    if (isObject(row)) return row;
    const detail = `row ${index}: expected a JSON object, got ${typeName(row)}`;
    throw new HttpProblem(422, detail, { errors: [{ row: index, field: "", pointer: `${pointer}/${index}`, detail }] });
  });
}

function lineRows(body: string): readonly Row[] {
  const lines = body.split("\n").filter((line) => line.trim() !== "");
  return checkObjects(lines.map(parseBody), "");
}

function csvRows(body: string): readonly Row[] {
  const [header, ...records] = csvRecords(body);
  if (header === undefined) throw new HttpProblem(400, "the body is empty; expected a CSV with a header line");
  const names = header.cells;
  checkDistinct(names, `line ${header.line}`);
  return records.map(({ cells, line, problem }, row) => {
    const wrong =
      problem ?? (cells.length === names.length ? undefined : `${cells.length} cells, the header has ${names.length}`);
    if (wrong === undefined) return Object.fromEntries(names.map((name, index) => [name, cells[index]]));
    const detail = `line ${line}: ${wrong}`;
    throw new HttpProblem(422, detail, { errors: [{ row, field: "", detail }] });
  });
}

/**
 * Refuses columns with a name that another one has, of which only the last would be read.
 *
 * @throws HttpProblem 422
 */
export function checkDistinct(names: readonly string[], where: string): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return;
  const detail = `${where}: two columns are named ${JSON.stringify(repeated.slice(0, 80))}; remove one`;
  throw new HttpProblem(422, detail, { errors: [{ field: repeated, detail }] });
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeName(value: Json): string {
  return value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
