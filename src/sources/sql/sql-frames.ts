import type { DataFrame } from "nodejs-polars";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, type CuadernoError, InterruptedError, NotFoundError, TimeoutError } from "../../core/errors.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { type DatabaseUrl, parseDatabaseUrl } from "./parse-database-url.js";
import { sqlFailure } from "./sql-failure.js";
import { type SqlTypeOptions, sqlFrame } from "./sql-frame.js";
import { mysqlSession } from "./sql-mysql.js";
import { postgresSession } from "./sql-postgres.js";
import type { SqlBatch, SqlParameter, SqlSession, SqlSessionOptions } from "./sql-session.js";
import { sqliteSession } from "./sql-sqlite.js";

/** What is read from a database, and how. */
export interface SqlReadOptions extends SqlTypeOptions {
  /** Where: a URL as `parseDatabaseUrl` takes it, or its result. */
  readonly database: string | DatabaseUrl;
  /** A table or view, `schema.table` too; or `query`. */
  readonly table?: string;
  /** A SELECT; `?` (MySQL, SQLite) or `$1` (PostgreSQL) stand for `parameters`. */
  readonly query?: string;
  /** Values bound to the query by the server, never pasted into it. Dates go in UTC. */
  readonly parameters?: readonly SqlParameter[];
  /** Checks and types the rows; without it they come in the server's own types. */
  readonly schema?: TableSchema;
  /** What errors and accounts call it; default the table, or "query". */
  readonly name?: string;
  /** Rows a batch; default 20,000. */
  readonly batchRows?: number;
  /** Longest time for the connection, in milliseconds; default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Longest time for the next rows, in milliseconds; default 60,000. */
  readonly timeoutMs?: number;
  /** Tries after a connection that broke, as long as no row of it has been handed on; default 2. */
  readonly retries?: number;
  /** Wait before the second try, doubled each time, in milliseconds; default 500. */
  readonly retryDelayMs?: number;
}

/** Only rows in which `column` is above `value`, in its order. */
export interface SqlNewer {
  readonly column: string;
  readonly value: string | null;
}

/** The rows in the server's types, batch by batch over one connection, which is ended in any case. */
export async function* sqlFrames(
  options: SqlReadOptions,
  { newer, signal }: { readonly newer?: SqlNewer | undefined; readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<DataFrame, void, undefined> {
  const { batchRows = 20_000, connectTimeoutMs = 10_000, timeoutMs = 60_000 } = options;
  const address = addressOf(options);
  const what = sqlName(options);
  const verb = /^\s*(insert|update|delete|merge|replace|create|drop|alter|truncate|grant)\b/i.exec(options.query ?? "");
  if (verb !== null) {
    throw new ArgumentError(
      `sqlTable: ${what} at ${address} begins with ${verb[1]}, and this only reads; write a SELECT`,
    );
  }
  const stopped = (): InterruptedError => new InterruptedError(`sqlTable: stopped while reading ${what} at ${address}`);
  if (signal?.aborted) throw stopped();
  const failure = (thrown: unknown): CuadernoError => (signal?.aborted ? stopped() : sqlFailure(thrown, address, what));
  const session = await open(address, { connectTimeoutMs, timeoutMs }).catch((thrown: unknown) => {
    throw failure(thrown);
  });
  let isDone = false;
  let offset = 0;
  try {
    const { query, parameters } = queryOf(options, session, newer);
    const batches = session.read(query, parameters, batchRows)[Symbol.asyncIterator]();
    const limits = { timeoutMs, signal, late: () => late(address, what, timeoutMs), stopped };
    for (;;) {
      const next = await within(batches.next(), limits);
      if (next.done === true) break;
      yield sqlFrame(next.value, { ...options, place: `${what} at ${address}`, offset });
      offset += next.value.rows.length;
    }
    isDone = true;
  } catch (thrown) {
    const error = failure(thrown);
    throw error instanceof NotFoundError ? await suggested(error, options, session) : error;
  } finally {
    await (isDone ? session.close() : session.abort()).catch(() => undefined);
  }
}

/** What errors call that which is read. */
export function sqlName({ name, table }: SqlReadOptions): string {
  return name ?? table ?? "query";
}

function addressOf({ database, table, query }: SqlReadOptions): DatabaseUrl {
  if ((table === undefined) === (query === undefined)) {
    throw new ArgumentError("sqlTable: name a table or write a query, one of the two");
  }
  return typeof database === "string" ? parseDatabaseUrl(database) : database;
}

function open(address: DatabaseUrl, options: SqlSessionOptions): Promise<SqlSession> {
  switch (address.kind) {
    case "mysql":
      return mysqlSession(address, options);
    case "postgres":
      return postgresSession(address, options);
    case "sqlite":
      return sqliteSession(address);
  }
}

function queryOf(
  { table, query, parameters = [] }: SqlReadOptions,
  session: SqlSession,
  newer: SqlNewer | undefined,
): { readonly query: string; readonly parameters: readonly SqlParameter[] } {
  const from =
    table === undefined ? `(${query?.replace(/;\s*$/, "")}\n) AS asked` : table.split(".").map(session.quote).join(".");
  if (newer === undefined) return { query: query ?? `SELECT * FROM ${from}`, parameters };
  const column = session.quote(newer.column);
  if (newer.value === null) return { query: `SELECT * FROM ${from} ORDER BY ${column}`, parameters };
  const value = /^-?\d{1,18}$/.test(newer.value) ? BigInt(newer.value) : newer.value;
  const mark = session.placeholder(parameters.length + 1);
  return {
    query: `SELECT * FROM ${from} WHERE ${column} > ${mark} ORDER BY ${column}`,
    parameters: [...parameters, value],
  };
}

interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly late: () => TimeoutError;
  readonly stopped: () => InterruptedError;
}

/** The result, unless the time or the signal comes first; whoever waits then ends the session. */
function within<T>(work: Promise<T>, { timeoutMs, signal, late: lateError, stopped }: Limits): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => end(() => reject(stopped()));
    // The server's own limit comes first where it has one, as its sentence says more.
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

function late(address: DatabaseUrl, what: string, timeoutMs: number): TimeoutError {
  return new TimeoutError(
    `sqlTable: ${address} gave no rows of ${what} for ${timeoutMs} ms; ask for less, or raise timeoutMs`,
  );
}

/** The error, with the table that may have been meant. */
async function suggested(error: NotFoundError, { table }: SqlReadOptions, session: SqlSession): Promise<NotFoundError> {
  if (table === undefined) return error;
  try {
    const names: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { rows } of session.read(session.tablesQuery, [], 10_000) as AsyncIterable<SqlBatch>) {
        names.push(...rows.map(([name]) => String(name)));
      }
    };
    await read();
    const hint = didYouMean(table, names);
    const list = hint === "" ? `; there are ${names.slice(0, 12).join(", ") || "no tables"}` : hint;
    return new NotFoundError(`${error.message}${list}`, { cause: error.cause });
  } catch {
    return error;
  }
}
