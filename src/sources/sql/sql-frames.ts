import type { DataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, type CuadernoError, InterruptedError, NotFoundError, TimeoutError } from "../../core/errors.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { athenaSession } from "../athena/athena-session.js";
import { sparkSession } from "../spark/spark-session.js";
import { arrowFrame } from "./arrow-frame.js";
import { checkReadQuery } from "./check-read-query.js";
import { type DatabaseUrl, parseDatabaseUrl } from "./parse-database-url.js";
import { type SqlSubject, sqlFailure } from "./sql-failure.js";
import { rowFrame, type SqlTypeOptions } from "./sql-frame.js";
import { mysqlSession } from "./sql-mysql.js";
import { postgresSession } from "./sql-postgres.js";
import type { SqlBatch, SqlParameter, SqlProgress, SqlSession, SqlSessionOptions } from "./sql-session.js";
import { sqliteSession } from "./sql-sqlite.js";

/** Table or query of a database, and how to read it. */
export interface SqlReadOptions extends SqlTypeOptions {
  /** URL of the database, or the result of `parseDatabaseUrl`. */
  readonly database: string | DatabaseUrl;
  /** A table or view, also as `schema.table`; or `query`. */
  readonly table?: string | undefined;
  /** A SELECT with placeholders `?` (MySQL, SQLite, Spark, Athena) or `$1` (PostgreSQL) for `parameters`. */
  readonly query?: string | undefined;
  /** Values that the server binds to the query; they are never part of its text. Dates are sent in UTC. */
  readonly parameters?: readonly SqlParameter[] | undefined;
  /** Checks and types the rows; without it they have the server's types. */
  readonly schema?: TableSchema | undefined;
  /** Name in errors and reports. @default the table, or "query" */
  readonly name?: string | undefined;
  /** Number of rows of a batch. @default 20,000 */
  readonly batchRows?: number | undefined;
  /** Timeout of the connection, in milliseconds. @default 10,000 */
  readonly connectTimeoutMs?: number | undefined;
  /** Timeout of the next rows, in milliseconds. @default 60,000, and 600,000 for Spark and Athena */
  readonly timeoutMs?: number | undefined;
  /** Largest number of bytes that a query of Athena may scan; it is stopped beyond. @default 100e9 */
  readonly maxBytesScanned?: number | undefined;
  /** Called while a query of Athena runs and at its end, with the bytes that it has scanned. */
  readonly onProgress?: ((progress: SqlProgress) => void) | undefined;
  /** Attempts after a lost connection, as long as no row was returned. @default 2 */
  readonly retries?: number | undefined;
  /** Delay before the second attempt, doubled each time, in milliseconds. @default 500 */
  readonly retryDelayMs?: number | undefined;
}

/** Only rows whose `column` is at least `value`, in the order of the column. */
export interface SqlSince {
  readonly column: string;
  readonly value: string | null;
}

/** Settings of one pass over the rows. */
export interface SqlPass {
  /** The function that the user called. */
  readonly caller: string;
  readonly extra: "refuse" | "ignore";
  readonly since?: SqlSince | undefined;
  readonly signal?: AbortSignal | undefined;
}

const optionNames = [
  ...["database", "table", "query", "parameters", "schema", "name", "batchRows", "connectTimeoutMs", "timeoutMs"],
  ...["retries", "retryDelayMs", "booleans", "decimals", "blobs", "maxBytesScanned", "onProgress"],
];

/** Throws for unknown options, a missing table or query, and a query that does more than reading. */
export function checkSqlOptions(caller: string, options: SqlReadOptions, extraNames: readonly string[] = []): void {
  checkOptionNames(caller, options, [...optionNames, ...extraNames]);
  if ((options.table === undefined) === (options.query === undefined)) {
    throw new ArgumentError(
      `${caller}: expected either table or query, got ${options.table === undefined ? "neither" : "both"}; give one of them`,
    );
  }
  if (options.query !== undefined) checkReadQuery(options.query, toUrl(options).kind, caller);
}

/** The rows in the server's types, batch by batch over one connection, which is closed in any case. */
export async function* sqlFrames(
  options: SqlReadOptions,
  { caller, extra, since, signal }: SqlPass,
): AsyncGenerator<DataFrame, void, undefined> {
  const { batchRows = 20_000, connectTimeoutMs = 10_000, retryDelayMs = 500 } = options;
  const url = toUrl(options);
  const { timeoutMs = url.kind === "spark" || url.kind === "athena" ? 600_000 : 60_000 } = options;
  const name = toName(options);
  const subject = { caller, url, name, query: options.query };
  const stopped = (): InterruptedError =>
    new InterruptedError(`${caller}: stopped while reading ${name} at ${url}; start it again`);
  if (signal?.aborted) throw stopped();
  const toFailure = (thrown: unknown): CuadernoError => (signal?.aborted ? stopped() : sqlFailure(thrown, subject));
  const session = await openSession(url, {
    ...{ connectTimeoutMs, timeoutMs, retryDelayMs, caller },
    ...{ maxBytesScanned: options.maxBytesScanned, onProgress: options.onProgress },
  }).catch((thrown: unknown) => {
    throw toFailure(thrown);
  });
  let isDone = false;
  let offset = 0;
  try {
    const { query, parameters } = toQuery(options, session, since);
    const batches = session.read(query, parameters, batchRows)[Symbol.asyncIterator]();
    const limits = { timeoutMs, signal, timedOut: () => timedOut(subject, timeoutMs), stopped };
    for (;;) {
      const next = await withLimits(batches.next(), limits);
      if (next.done === true) break;
      const settings = { ...options, caller, extra, offset, table: `${name} at ${url}`, required: since?.column };
      const batch = next.value;
      const frame = "frame" in batch ? arrowFrame(batch, settings) : rowFrame(batch, settings);
      yield frame;
      offset += "frame" in batch ? batch.frame.height : batch.rows.length;
    }
    isDone = true;
  } catch (thrown) {
    const error = toFailure(thrown);
    throw error instanceof NotFoundError ? await withSuggestion(error, options, session) : error;
  } finally {
    await (isDone ? session.close() : session.abort()).catch(() => undefined);
  }
}

/** Name in errors and reports. */
export function toName({ name, table }: SqlReadOptions): string {
  return name ?? table ?? "query";
}

function toUrl({ database }: SqlReadOptions): DatabaseUrl {
  return typeof database === "string" ? parseDatabaseUrl(database) : database;
}

function openSession(url: DatabaseUrl, options: SqlSessionOptions): Promise<SqlSession> {
  switch (url.kind) {
    case "mysql":
      return mysqlSession(url, options);
    case "postgres":
      return postgresSession(url, options);
    case "sqlite":
      return sqliteSession(url, options);
    case "spark":
      return sparkSession(url, options);
    case "athena":
      return athenaSession(url, options);
  }
}

function toQuery(
  { table, query, parameters = [] }: SqlReadOptions,
  session: SqlSession,
  since: SqlSince | undefined,
): { readonly query: string; readonly parameters: readonly SqlParameter[] } {
  const from =
    table === undefined
      ? `(${query?.replace(/;\s*$/, "")}\n) AS source`
      : table.split(".").map(session.quote).join(".");
  if (since === undefined) return { query: query ?? `SELECT * FROM ${from}`, parameters };
  const column = session.quote(since.column);
  if (since.value === null) return { query: `SELECT * FROM ${from} ORDER BY ${column}`, parameters };
  const value = /^-?\d{1,18}$/.test(since.value) ? BigInt(since.value) : since.value;
  const placeholder = session.placeholder(parameters.length + 1);
  return {
    query: `SELECT * FROM ${from} WHERE ${column} >= ${placeholder} ORDER BY ${column}`,
    parameters: [...parameters, value],
  };
}

interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly timedOut: () => TimeoutError;
  readonly stopped: () => InterruptedError;
}

/** The result, unless the timeout or the signal comes first; the caller then ends the session. */
function withLimits<T>(work: Promise<T>, { timeoutMs, signal, timedOut: lateError, stopped }: Limits): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => end(() => reject(stopped()));
    // The server's own timeout comes first where it has one, as its message says more.
    const timer = setTimeout(() => end(() => reject(lateError())), timeoutMs + 250);
    const end = (then: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      then();
    };
    signal?.addEventListener("abort", stop, { once: true });
    work.then(
      (value) => end(() => resolve(value)),
      (thrown: unknown) => end(() => reject(thrown)),
    );
  });
}

function timedOut({ caller, url, name }: SqlSubject, timeoutMs: number): TimeoutError {
  return new TimeoutError(
    `${caller}: no rows of ${name} from ${url} in ${timeoutMs} ms; read less, or raise timeoutMs`,
  );
}

/** The error, with the table that was probably meant. */
async function withSuggestion(
  error: NotFoundError,
  { table }: SqlReadOptions,
  session: SqlSession,
): Promise<NotFoundError> {
  if (table === undefined) return error;
  const names: string[] = [];
  try {
    for await (const batch of session.read(session.tablesQuery, [], 10_000)) names.push(...tableNames(batch));
  } catch {
    return error;
  }
  const hint = didYouMean(table, names) || `; expected one of ${names.slice(0, 12).join(", ") || "no tables"}`;
  return new NotFoundError(`${error.message}${hint}`, { cause: error.cause });
}

/** The column of names; other columns of `SHOW TABLES` are the database and flags. */
function tableNames(batch: SqlBatch): readonly string[] {
  const index = Math.max(
    0,
    batch.columns.findIndex(({ name }) => /^table_?name$/i.test(name)),
  );
  const cells =
    "frame" in batch
      ? batch.frame.getColumn(batch.columns[index]?.name ?? "").toArray()
      : batch.rows.map((row) => row[index]);
  return cells.map(String);
}
