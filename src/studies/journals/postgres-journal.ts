import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { ArgumentError, EnvironmentError, FailedError } from "../../core/errors.js";
import type { JournalLog } from "../../search/journal/journal-log.js";
import { parseDatabaseUrl } from "../../sources/sql/parse-database-url.js";
import { connectPostgres } from "../../sources/sql/sql-postgres.js";
import { holdProcess } from "./hold-process.js";
import { journalWriter, parseWriter } from "./journal-writer.js";
import { parseStudyUri } from "./parse-study-uri.js";

/** Longest loss of the connection after which an append fails, in milliseconds. */
const maxLossMs = 60_000;
/** Time after a start of the server in which writers may not have connected again. */
const settleSeconds = 30;

/**
 * A journal in a table of PostgreSQL (`cuaderno_journal`, made when missing), shared by searches on many machines. Its
 * lines are those of an Optuna journal. `minimize` and the other searches take its URI as `storage`.
 *
 * A transaction under an advisory lock reads the new lines and appends. Each writer holds an advisory lock while it is
 * connected: the trials of a process that was killed are taken over at once. The URI is
 * `postgres://user:password@host:5432/database?prefix=team`; without a password, PGPASSWORD is used. A connection
 * pooler in transaction mode cannot be used.
 *
 * @throws EnvironmentError without `pg`
 * @example await minimize(space, objective, { storage: postgresJournal("postgres://me@db/lab"), name: "traffic" })
 */
export function postgresJournal(uri: string): JournalLog {
  const address = parseStudyUri(uri, "postgresJournal");
  if (address?.kind !== "postgres")
    throw new ArgumentError("postgresJournal: expected postgres://host:5432/database; use studyJournal for a file");
  parseDatabaseUrl(address.url);
  return new PostgresJournal(address);
}

class PostgresJournal implements JournalLog {
  readonly path: string;
  readonly writer: string = journalWriter();
  readonly #url: string;
  readonly #prefix: string;
  #client: Client | undefined;
  #connecting: Promise<Client> | undefined;
  #isClosed = true;
  #alive: ReadonlySet<number> | undefined;
  /** Number of the next line to read. */
  #next = 0;

  constructor({ url, shown, prefix }: { readonly url: string; readonly shown: string; readonly prefix: string }) {
    this.path = shown;
    this.#url = url;
    this.#prefix = prefix;
  }

  hasExited(writer: string): boolean {
    if (writer === this.writer || parseWriter(writer) === undefined) return false;
    return this.#alive !== undefined && !this.#alive.has(lockNumber(writer));
  }

  async append(decide: (added: string) => string): Promise<void> {
    await holdProcess(() => this.#append(decide));
  }

  async #append(decide: (added: string) => string): Promise<void> {
    this.#isClosed = false;
    const start = performance.now();
    let lines: readonly string[] | undefined;
    for (;;) {
      let client: Client | undefined;
      try {
        client = await this.#open();
        await this.#appendWith(client, (added) => {
          // The transaction was committed before the connection was lost.
          if (lines !== undefined && lines.length > 0 && lines.every((line, index) => line === added[index])) {
            this.#next += lines.length;
            return [];
          }
          this.#next += added.length;
          lines = decide(added.map((line) => `${line}\n`).join(""))
            .split("\n")
            .slice(0, -1);
          return lines;
        });
        return;
      } catch (thrown) {
        if (!isConnectionError(thrown)) throw thrown;
        this.#drop(client);
        if (lines === undefined && this.#next === 0 && performance.now() - start > 2_000) {
          throw new EnvironmentError(
            `postgresJournal: ${this.path} cannot be reached (${(thrown as Error).message}); check that PostgreSQL runs there`,
            { cause: thrown },
          );
        }
        if (performance.now() - start > maxLossMs) {
          throw new FailedError(
            `postgresJournal: the connection to ${this.path} was lost for over a minute; start PostgreSQL again, then the search: it resumes`,
            { cause: thrown },
          );
        }
        await delay(200);
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const client = this.#client;
    this.#client = undefined;
    this.#next = 0;
    await holdProcess(async () => await client?.end().catch(() => undefined));
  }

  async #appendWith(client: Client, decide: (added: readonly string[]) => readonly string[]): Promise<void> {
    await client.query("BEGIN");
    try {
      await client.query("SELECT pg_advisory_xact_lock($1, $2)", [lockClass, lockNumber(this.#prefix) | 0]);
      const added = await client.query<{ line: string }>(
        "SELECT line FROM cuaderno_journal WHERE journal = $1 AND number >= $2 ORDER BY number",
        [this.#prefix, this.#next],
      );
      await this.#readWriters(client);
      const lines = decide(added.rows.map(({ line }) => line));
      if (lines.length > 0) {
        await client.query(
          "INSERT INTO cuaderno_journal (journal, number, line) SELECT $1, $2::bigint + index - 1, line FROM unnest($3::text[]) WITH ORDINALITY AS added (line, index)",
          [this.#prefix, this.#next, lines],
        );
      }
      await client.query("COMMIT");
      this.#next += lines.length;
    } catch (thrown) {
      await client.query("ROLLBACK").catch(() => undefined);
      throw thrown;
    }
  }

  async #readWriters(client: Client): Promise<void> {
    const { rows } = await client.query<{ writer: string; settled: string }>(
      `SELECT objid AS writer, now() - pg_postmaster_start_time() > interval '${settleSeconds} seconds' AS settled FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [writerClass],
    );
    this.#alive = rows[0]?.settled === "t" ? new Set(rows.map(({ writer }) => Number(writer))) : undefined;
  }

  async #open(): Promise<Client> {
    if (this.#client !== undefined) return this.#client;
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return await this.#connecting;
  }

  async #connect(): Promise<Client> {
    const client = await connectPostgres(parseDatabaseUrl(this.#url), {
      caller: "postgresJournal",
      connectTimeoutMs: 5_000,
      timeoutMs: maxLossMs,
    });
    client.on("end", () => {
      this.#drop(client);
      // The lock that shows others that this process runs is taken again.
      if (!this.#isClosed) void this.#open().catch(() => undefined);
    });
    // The server notices a machine that was switched off after about 25 seconds.
    await client.query("SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3");
    const { rows } = await client.query<{ found: string | null }>("SELECT to_regclass('cuaderno_journal') AS found");
    if (rows[0]?.found === null) {
      await client.query(
        `BEGIN; SELECT pg_advisory_xact_lock(${lockClass}, 0); CREATE TABLE IF NOT EXISTS cuaderno_journal (journal text NOT NULL, number bigint NOT NULL, line text NOT NULL, PRIMARY KEY (journal, number)); COMMIT`,
      );
    }
    await client.query("SELECT pg_try_advisory_lock_shared($1, $2::bigint::int)", [
      writerClass,
      lockNumber(this.writer) | 0,
    ]);
    (client as unknown as { unref(): void }).unref();
    this.#client = client;
    return client;
  }

  #drop(client: Client | undefined): void {
    if (client === undefined || this.#client !== client) return;
    this.#client = undefined;
    void client.end().catch(() => undefined);
  }
}

/** Number of an advisory lock, as PostgreSQL shows it: unsigned, 32 bits. */
function lockNumber(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE(0);
}

const lockClass = 1_129_202_001;
const writerClass = 1_129_202_002;

function isConnectionError(thrown: unknown): boolean {
  const { code = "", message = "" } = thrown as { readonly code?: string; readonly message?: string };
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|57P0[123]|08)/.test(code) ||
    /Connection terminated|not queryable|timeout expired|Client was closed/i.test(message)
  );
}
