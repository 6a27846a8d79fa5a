import { setTimeout as wait } from "node:timers/promises";
import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { loadPolars } from "../../table/load-polars.js";
import { validateFrame } from "../../table/schema/validate-frame.js";
import type { SourceFetchOptions, SourceResult, TableSource } from "../connectors/table-source.js";
import { findNewRows, formatWatermark, parseWatermark } from "../connectors/watermark.js";
import { isRetryable } from "./sql-failure.js";
import { checkSqlOptions, type SqlPass, type SqlReadOptions, sqlFrames, toName } from "./sql-frames.js";

/** Table or query of a database as a source. */
export interface SqlTableOptions extends SqlReadOptions {
  /**
   * A column that only grows (a number or time): the next call returns only rows with a greater value, or new ones with
   * the same.
   */
  readonly watermarkField?: string | undefined;
  /** Columns that the schema does not have are an error, or left out. @default "refuse" */
  readonly extra?: "refuse" | "ignore" | undefined;
}

/**
 * A table, view or query of MySQL, MariaDB, PostgreSQL, SQLite, Spark Connect or Athena as a source.
 *
 * Types: integers are Int64 and exact; decimals are numbers of up to 15 digits; `date`, `datetime` and `timestamp` keep
 * their wall clock, and types with a zone (MySQL's TIMESTAMP, PostgreSQL's timestamptz) are in UTC; enum, set, time,
 * json and others are strings. An empty string is a value, only NULL is missing. Bytes are an error unless `blobs` is
 * "base64".
 *
 * Only reading: the query must be one SELECT, it runs in a read-only session and transaction, and the transaction is
 * rolled back. Spark has no such session: there the text alone is checked; Athena's query runs inside UNLOAD, which
 * takes only a SELECT. What no transaction covers (server programs such as `dblink`) is for the user's privileges to
 * prevent. A lost connection is made again. Arrays, maps and structs of Spark and Athena stay lists and structs.
 *
 * The watermark is the largest value of `watermarkField` and the hashes of its rows: the next call reads from that
 * value on and leaves those rows out, so that rows of the same second that are committed later are not lost.
 *
 * @throws ArgumentError for a query that does more than reading.
 * @example await pullInto(target, sqlTable({ database: "postgres://reader@host/shop", table: "rental", watermarkField: "last_update" }))
 */
export function sqlTable(options: SqlTableOptions): TableSource {
  checkSqlOptions("sqlTable", options, ["watermarkField", "extra"]);
  return { name: toName(options), fetch: (fetchOptions = {}) => fetchSql(options, fetchOptions, "sqlTable") };
}

/** The rows of a table or query, with errors in the name of the function that the user called. */
export async function fetchSql(
  options: SqlTableOptions,
  fetchOptions: SourceFetchOptions,
  caller: string,
): Promise<SourceResult> {
  const { schema, watermarkField, extra = "refuse", retries = 2, retryDelayMs = 500 } = options;
  const { watermark = null, onReport, signal, log } = fetchOptions;
  const name = toName(options);
  const mark = parseWatermark(watermark);
  const since = watermarkField === undefined ? undefined : { column: watermarkField, value: mark?.value ?? null };
  for (let attempt = 0; ; attempt++) {
    try {
      const all = await collect(options, { caller, extra, since, signal }, log);
      const requests = attempt + 1;
      const { frame: raw, watermark: next } =
        watermarkField === undefined
          ? { frame: all, watermark: null }
          : takeNew(all, watermarkField, watermark, caller);
      if (raw.height === 0 && next !== null) return { kind: "unchanged", watermark: next, requests };
      const frame = schema === undefined ? raw : validateFrame(raw, schema, { uri: name, extra, onReport });
      return { kind: "rows", frame, watermark: next, requests };
    } catch (thrown) {
      if (!isRetryable(thrown, attempt) || attempt >= retries) throw thrown;
      log?.(`${name}: lost the connection, reading again`);
      await wait(retryDelayMs * 2 ** attempt, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }
}

async function collect(
  options: SqlTableOptions,
  pass: SqlPass,
  log: ((line: string) => void) | undefined,
): Promise<DataFrame> {
  const frames: DataFrame[] = [];
  let rows = 0;
  let logged = 0;
  for await (const frame of sqlFrames(options, pass)) {
    if (frame.height > 0 || frames.length === 0) frames.push(frame);
    rows += frame.height;
    if (rows < 2 * logged || frames.length < 2) continue;
    logged = rows;
    log?.(`${toName(options)}: ${rows} rows so far`);
  }
  const [first, ...rest] = frames;
  if (first === undefined)
    throw new FormatError(`${pass.caller}: ${toName(options)} has no columns; give a table with columns`);
  const parts = first.height === 0 && rest.length > 0 ? rest : frames;
  return parts.length === 1 ? (parts[0] ?? first) : loadPolars().concat(parts);
}

/** The rows that were not read under the watermark, and the next watermark. */
function takeNew(
  frame: DataFrame,
  field: string,
  watermark: string | null,
  caller: string,
): { readonly frame: DataFrame; readonly watermark: string | null } {
  const pl = loadPolars();
  if (!frame.columns.includes(field)) {
    throw new FormatError(`${caller}: no column "${field}" for watermarkField; found ${frame.columns.join(", ")}`);
  }
  if (frame.height === 0) return { frame, watermark };
  const strings = frame.select(pl.all().cast(pl.Utf8));
  const greatest: unknown = frame.select(pl.col(field).max().cast(pl.Utf8)).getColumn(field).get(0);
  const rowsWith = (value: string): string[] =>
    strings
      .filter(pl.col(field).eq(pl.lit(value)))
      .rows()
      .map((row) => JSON.stringify(row));
  const mark = parseWatermark(watermark);
  const isNew = mark === undefined ? [] : findNewRows(rowsWith(mark.value), mark);
  const next = greatest === null ? watermark : formatWatermark(String(greatest), rowsWith(String(greatest)));
  if (mark === undefined || !isNew.includes(false)) return { frame, watermark: next };
  // Rows are in the order of the field, so those with the watermark's value come first, NULL excepted.
  let position = 0;
  const values = strings.getColumn(field).toArray() as (string | null)[];
  const chosen = values.map((value) => value !== mark.value || isNew[position++] === true);
  const marked = frame.withColumns(pl.Series("\u0000new", chosen, pl.Bool));
  return { frame: marked.filter(pl.col("\u0000new")).select(...frame.columns), watermark: next };
}
