import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { loadPolars } from "../../table/load-polars.js";
import { arrowColumns } from "../sql/arrow-columns.js";
import type { DatabaseUrl } from "../sql/parse-database-url.js";
import type { SqlBatch, SqlSession, SqlSessionOptions } from "../sql/sql-session.js";
import { getString, type WireBytes } from "./protobuf-wire.js";
import { connectSpark, type SparkClient } from "./spark-client.js";
import { sparkError } from "./spark-error.js";
import {
  interruptRequest,
  releaseSessionRequest,
  type SparkCaller,
  type SparkResponse,
  setConfigRequest,
} from "./spark-messages.js";
import { executeSpark, type SparkExecution } from "./spark-responses.js";

const callTimeoutMs = 30_000;
const endTimeoutMs = 2_000;

/**
 * A session of a Spark Connect server (Apache Spark, Databricks, Sail) with times in UTC. Spark has no read-only
 * sessions: `checkReadQuery` lets only queries through, and the user's privileges decide about the rest.
 */
export async function sparkSession(url: DatabaseUrl, options: SqlSessionOptions): Promise<SqlSession> {
  const client = await connectSpark(url, options);
  const session: SparkCaller = { session: url.session ?? randomUUID(), user: url.user || "cuaderno" };
  const settings = { "spark.sql.session.timeZone": "UTC" };
  const end = async (): Promise<void> => {
    // A session that the URL names is the user's.
    if (url.session === undefined) {
      await client.call("ReleaseSession", releaseSessionRequest(session), endTimeoutMs).catch(() => undefined);
    }
    client.close();
  };
  try {
    await client.call("Config", setConfigRequest(session, settings), Math.max(options.connectTimeoutMs, callTimeoutMs));
  } catch (thrown) {
    client.close();
    throw await sparkError(thrown, "", { client, session });
  }
  const tag = `cuaderno-${randomUUID()}`;
  let running: SparkExecution | undefined;
  return {
    read: (query, parameters, batchRows) => {
      const text = query.replace(/;\s*$/, "");
      const plan = { ...session, query: text, parameters, operation: randomUUID(), tag };
      running = executeSpark(client, plan, { attempts: 5, delayMs: options.retryDelayMs, callTimeoutMs });
      return readBatches(running, { query: text, batchRows, client, session });
    },
    quote: (name) => `\`${name.replaceAll("`", "``")}\``,
    placeholder: () => "?",
    tablesQuery: "SHOW TABLES",
    abort: async () => {
      running?.cancel();
      // A busy server may take longer than the user waits.
      await Promise.race([interrupt(client, session, tag).finally(end), wait(endTimeoutMs, undefined, { ref: false })]);
    },
    close: end,
  };
}

/** Interrupts the queries of a tag; a query that the server has not begun yet is found by a later attempt. */
async function interrupt(client: SparkClient, session: SparkCaller, tag: string): Promise<void> {
  for (const delayMs of [100, 200, 400, 800, 0]) {
    const response = await client.call("Interrupt", interruptRequest(session, tag), 15_000).catch(() => undefined);
    if (response === undefined || getString(response, 2) !== "") return;
    await wait(delayMs);
  }
}

async function* readBatches(
  execution: SparkExecution,
  options: {
    readonly query: string;
    readonly batchRows: number;
    readonly client: SparkClient;
    readonly session: SparkCaller;
  },
): AsyncGenerator<SqlBatch> {
  const { query, batchRows, client, session } = options;
  const pl = loadPolars();
  let waiting: DataFrame[] = [];
  let rows = 0;
  let isFirst = true;
  const take = (): DataFrame => {
    const [first = pl.DataFrame({})] = waiting;
    const frame = waiting.length === 1 ? first : pl.concat(waiting);
    waiting = [];
    rows = 0;
    isFirst = false;
    return frame;
  };
  try {
    for await (const bytes of wholeBatches(execution)) {
      const frame = readBatch(bytes);
      if (frame.height === 0 && waiting.length > 0) continue;
      if (rows === 0) waiting = [];
      waiting.push(frame);
      rows += frame.height;
      if (rows < batchRows) continue;
      const all = take();
      const full = all.height - (all.height % batchRows);
      for (let from = 0; from < full; from += batchRows) yield toBatch(all.slice(from, batchRows));
      if (full < all.height) waiting.push(all.slice(full, all.height - full));
      rows = all.height - full;
    }
  } catch (thrown) {
    throw await sparkError(thrown, query, { client, session });
  }
  if (waiting.length > 0 && (rows > 0 || isFirst)) yield toBatch(take());
}

/** The Arrow batches of a result; one that was sent in parts is put together. */
async function* wholeBatches(responses: AsyncIterable<SparkResponse>): AsyncGenerator<WireBytes> {
  let parts: WireBytes[] = [];
  for await (const { arrow, chunk, chunks, names = [] } of responses) {
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined)
      throw new FormatError(`the result has two columns named "${repeated}"; rename one with AS`);
    if (arrow === undefined) continue;
    if (chunks === 1) yield arrow;
    else {
      if (chunk !== parts.length) throw new FormatError(`a batch has part ${chunk} in position ${parts.length}`);
      parts.push(arrow);
      if (parts.length < chunks) continue;
      yield Buffer.concat(parts);
      parts = [];
    }
  }
}

function readBatch(bytes: WireBytes): DataFrame {
  return loadPolars().readIPCStream(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

const toBatch = (frame: DataFrame): SqlBatch => ({ columns: arrowColumns(frame), frame });
