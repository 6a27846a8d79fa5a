import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Redis } from "ioredis";
import { ArgumentError, FailedError } from "../../core/errors.js";
import type { JournalLog } from "../../search/journal/journal-log.js";
import { holdProcess } from "./hold-process.js";
import { journalWriter, parseWriter } from "./journal-writer.js";
import { parseStudyUri } from "./parse-study-uri.js";
import { connectRedis, redisSettings } from "./redis-connection.js";
import { appendScript, readScript } from "./redis-scripts.js";

const linesPerRead = 2_000;
const heartbeat = new URL("../assets/redis-heartbeat.mjs", import.meta.url);

/**
 * A journal on Redis, shared by searches on many machines and by Optuna (`JournalRedisBackend(url, prefix=prefix)`).
 * `minimize` and the other searches take its URI as `storage`; use this to change `graceMs`, after which the trials of
 * a writer without heartbeat are taken over (default 30 s).
 *
 * A batch of lines is appended by a script if no other line was added since the last read; otherwise the decision is
 * made again. The URI is `redis://user:password@host:6379/0?prefix=team`; without a password, REDISCLI_AUTH is used.
 *
 * @throws EnvironmentError when Redis cannot be reached, at first or for a minute
 * @example await minimize(space, objective, { storage: redisJournal("redis://localhost/0"), name: "traffic" })
 */
export function redisJournal(
  uri: string,
  { graceMs = 30_000 }: { readonly graceMs?: number | undefined } = {},
): JournalLog {
  const address = parseStudyUri(uri, "redisJournal");
  if (address?.kind !== "redis")
    throw new ArgumentError("redisJournal: expected redis://host:6379/0; use studyJournal for a file");
  if (!(graceMs >= 200))
    throw new ArgumentError(`redisJournal: graceMs: expected a number >= 200, got ${graceMs}; pass graceMs: 30_000`);
  const { url, shown, prefix } = address;
  return new RedisJournal({ url, shown, prefix, graceMs });
}

interface RedisJournalSettings {
  readonly url: string;
  readonly shown: string;
  readonly prefix: string;
  readonly graceMs: number;
}

class RedisJournal implements JournalLog {
  readonly path: string;
  readonly writer: string = journalWriter();
  readonly #settings: RedisJournalSettings;
  #connection: Promise<{ readonly client: Redis; readonly thread: Worker }> | undefined;
  #alive: ReadonlySet<string> = new Set();
  /** Number of the next line to read. */
  #next = 0;

  constructor(settings: RedisJournalSettings) {
    this.path = settings.shown;
    this.#settings = settings;
  }

  hasExited(writer: string): boolean {
    return writer !== this.writer && parseWriter(writer) !== undefined && !this.#alive.has(writer);
  }

  async append(decide: (added: string) => string): Promise<void> {
    await holdProcess(async () => {
      this.#connection ??= this.#connect();
      const { client } = await this.#connection.catch((thrown: unknown) => {
        this.#connection = undefined;
        throw thrown;
      });
      try {
        await this.#appendWith(client, decide);
      } catch (thrown) {
        throw connectionError(thrown, this.path);
      }
    });
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    this.#connection = undefined;
    this.#next = 0;
    if (connection === undefined) return;
    const { client, thread } = connection;
    await holdProcess(async () => {
      await thread.terminate();
      if (client.status === "ready") await client.zrem(`${this.#settings.prefix}:cuaderno:writers`, this.writer);
      client.disconnect();
    });
  }

  async #connect(): Promise<{ readonly client: Redis; readonly thread: Worker }> {
    const { url, shown, prefix, graceMs } = this.#settings;
    const settings = redisSettings(url, process.env);
    const client = await connectRedis(settings, shown, "redisJournal");
    const key = `${prefix}:cuaderno:writers`;
    const thread = new Worker(heartbeat, { workerData: { settings, key, writer: this.writer, graceMs } });
    thread.on("error", () => undefined);
    thread.unref();
    return { client, thread };
  }

  async #appendWith(client: Redis, decide: (added: string) => string): Promise<void> {
    let added = await this.#readLines(client);
    for (let attempt = 1; ; attempt++) {
      this.#next += added.length;
      const lines = decide(added.map((line) => `${line}\n`).join(""))
        .split("\n")
        .slice(0, -1);
      if (lines.length === 0) return;
      const { prefix } = this.#settings;
      const count = await client.eval(appendScript, 1, `${prefix}:log_number`, prefix, this.#next - 1, ...lines);
      if (count === 1) {
        this.#next += lines.length;
        return;
      }
      added = await this.#readLines(client);
      // The script had run before the connection was lost, and ran again after it.
      if (lines.every((line, index) => line === added[index])) {
        this.#next += lines.length;
        return;
      }
      await delay(Math.min(attempt, 20) * (process.hrtime()[1] % 3));
    }
  }

  /** The lines since the last read; a line that Optuna has numbered but not yet written is awaited. */
  async #readLines(client: Redis): Promise<readonly string[]> {
    const { prefix, graceMs } = this.#settings;
    const all: string[] = [];
    for (let waits = 0; ; ) {
      const first = this.#next + all.length;
      const reply = await client.eval(
        ...([readScript, 1, `${prefix}:log_number`, prefix, first, linesPerRead, this.writer, graceMs] as const),
      );
      const [last, writers, lines] = reply as [number, string[], string[]];
      this.#alive = new Set(writers);
      if (last < first - 1) {
        throw new FailedError(
          `redisJournal: ${this.path} has lost lines: the last is ${last}, expected ${first - 1} or more; turn on appendonly in Redis, and start the search again`,
        );
      }
      all.push(...lines);
      if (first + lines.length > last) return all;
      if (lines.length > 0) continue;
      if (++waits > 100)
        throw new FailedError(
          `redisJournal: ${this.path} has no line ${first} of ${last}; restore it from a backup, or use another prefix`,
        );
      await delay(100);
    }
  }
}

function connectionError(thrown: unknown, path: string): unknown {
  const { message } = thrown as Error;
  if (!/^Connection is closed|ECONN|ETIMEDOUT|max retries/i.test(message)) return thrown;
  return new FailedError(
    `redisJournal: the connection to ${path} was lost for over a minute; start Redis again, then the search: it resumes`,
    { cause: thrown },
  );
}
