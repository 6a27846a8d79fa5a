import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { motoKind, type S3ServerKind } from "./s3-server.js";

/** Athena's calls by moto, behind a proxy that runs the queries. */
export interface AthenaServer {
  /** URL for `readSql`. */
  readonly url: string;
  /** Variables for the AWS SDK. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs statements in the tables of the server. */
  execute(...statements: string[]): Promise<void>;
  /** Statements that were started, with their values. */
  readonly started: { readonly query: string; readonly parameters: readonly string[] }[];
  /** Ids of queries that were stopped. */
  readonly stopped: string[];
  /** Keys of results that were not removed. */
  left(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

interface Run {
  readonly query: string;
  readonly parameters: readonly string[];
  state: "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  reason: string;
  columns: readonly { readonly Name: string; readonly Type: string }[];
  rows: readonly (readonly (string | null)[])[];
}

type Fields = Record<string, unknown>;

/** moto on PATH, or the one that CUADERNO_TEST_MOTO_SERVER names (`.ci/run` installs it). */
export const athenaMoto: S3ServerKind = motoKind(process.env.CUADERNO_TEST_MOTO_SERVER || undefined);

const bucket = "cuaderno-athena";
const authorization = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request";

/**
 * Starts moto for Athena's control plane and S3. moto runs no queries: the proxy before it does, in DuckDB, and writes
 * the Parquet files of an UNLOAD into moto's S3. So the calls, ids, states, errors and files are tested, and Athena's
 * SQL (Trino's) is not.
 */
export async function startAthenaServer(): Promise<AthenaServer> {
  const moto = await athenaMoto.start();
  const folder = await mkdtemp(join(tmpdir(), "cuaderno-athena-server-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const runs = new Map<string, Run>();
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const body = Buffer.concat(chunks);
    const names = ["authorization", "content-type", "x-amz-target", "x-amz-date"];
    const headers = names.map((name): [string, string] => [name, String(request.headers[name] ?? "")]);
    const reply = await fetch(moto.endpoint, { method: "POST", headers, body: new Uint8Array(body) });
    const output = JSON.parse((await reply.text()) || "{}") as Fields;
    const call = headers[2]?.[1].replace("AmazonAthena.", "") ?? "";
    const input = JSON.parse(body.toString()) as Fields;
    const made = call === "StartQueryExecution" && reply.ok ? begin(runs, input, output) : undefined;
    if (made !== undefined) void work(made, { connection, folder, endpoint: moto.endpoint });
    const result = reply.ok ? toOutput(call, output, runs.get(String(input.QueryExecutionId))) : output;
    response.writeHead(reply.status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(result));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await fetch(`${moto.endpoint}/${bucket}`, { method: "PUT", headers: { authorization } });
  const started: { query: string; parameters: readonly string[] }[] = [];
  return {
    url: `athena://primary@us-east-1/shop?output=s3://${bucket}/results/`,
    environment: {
      AWS_ENDPOINT_URL_ATHENA: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ENDPOINT_URL_S3: moto.endpoint,
      AWS_ACCESS_KEY_ID: moto.accessKeyId,
      AWS_SECRET_ACCESS_KEY: moto.secretAccessKey,
    },
    execute: async (...statements) => {
      for (const statement of statements) await connection.run(statement);
    },
    get started() {
      started.splice(0, started.length, ...[...runs.values()].map(({ query, parameters }) => ({ query, parameters })));
      return started;
    },
    get stopped() {
      return [...runs].filter(([, { state }]) => state === "CANCELLED").map(([id]) => id);
    },
    left: async () => {
      const listing = await fetch(`${moto.endpoint}/${bucket}?list-type=2&prefix=results/cuaderno-results/`);
      return [...(await listing.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      connection.closeSync();
      instance.closeSync();
      await moto.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function begin(runs: Map<string, Run>, input: Fields, output: Fields): Run {
  const parameters = (input.ExecutionParameters ?? []) as readonly string[];
  const run: Run = {
    query: String(input.QueryString),
    parameters,
    state: "RUNNING",
    reason: "",
    columns: [],
    rows: [],
  };
  runs.set(String(output.QueryExecutionId), run);
  return run;
}

/** The state and the result of the run, in moto's response. */
function toOutput(call: string, output: Fields, run: Run | undefined): Fields {
  if (run === undefined) return output;
  if (call === "StopQueryExecution" && run.state === "RUNNING") run.state = "CANCELLED";
  if (call === "GetQueryExecution") {
    const execution = output.QueryExecution as Fields;
    const status = { ...(execution.Status as Fields), State: run.state, StateChangeReason: run.reason };
    const Statistics = { ...(execution.Statistics as Fields), DataScannedInBytes: 1_000 };
    return { QueryExecution: { ...execution, Query: run.query, Status: status, Statistics } };
  }
  if (call !== "GetQueryResults") return output;
  const Rows = run.rows.map((row) => ({ Data: row.map((cell) => (cell === null ? {} : { VarCharValue: cell })) }));
  return { ResultSet: { Rows, ResultSetMetadata: { ColumnInfo: run.columns } } };
}

/** Runs a query to its end; one with the name "slow" runs until it is stopped. */
async function work(
  run: Run,
  engine: { readonly connection: DuckDBConnection; readonly folder: string; readonly endpoint: string },
): Promise<void> {
  const [, inner = run.query, target] = /^UNLOAD \(\n([\s\S]*)\n\) TO '([^']*)'/.exec(run.query) ?? [];
  let index = 0;
  const query = inner.replaceAll("?", () => run.parameters[index++] ?? "?");
  if (/\bslow\b/.test(query)) return;
  try {
    if (target === undefined) await select(run, query, engine.connection);
    else await unload(query, target, engine);
    run.state = "SUCCEEDED";
  } catch (thrown) {
    run.reason = toReason((thrown as Error).message, query);
    run.state = "FAILED";
  }
}

async function select(run: Run, query: string, connection: DuckDBConnection): Promise<void> {
  const isShow = /^show tables/i.test(query);
  const text = isShow ? "SELECT table_name AS tab_name FROM information_schema.tables" : query;
  const reader = await connection.runAndReadAll(text);
  const names = reader.columnNames();
  const types = reader.columnTypes().map((type) => String(type).toLowerCase().replace("blob", "varbinary"));
  run.columns = names.map((Name, at) => ({ Name, Type: types[at] ?? "" }));
  const rows = reader.getRowsJson().map((row) => row.map((cell) => (cell === null ? null : String(cell))));
  run.rows = isShow ? rows : [names, ...rows];
}

/** A query without rows writes no file. */
async function unload(
  query: string,
  target: string,
  {
    connection,
    folder,
    endpoint,
  }: { readonly connection: DuckDBConnection; readonly folder: string; readonly endpoint: string },
): Promise<void> {
  const written = (await connection.stream(query)).columnNames();
  const repeated = written.find((name, at) => written.indexOf(name) !== at);
  if (repeated !== undefined) throw new Error(`DUPLICATE ${repeated}`);
  const path = join(folder, `${target.split("/").at(-2)}.parquet`);
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet('${path}')`);
  if (Number(reader.getRows()[0]?.[0]) === 0) return;
  const body = new Uint8Array(await readFile(path));
  await fetch(`${endpoint}/${target.replace("s3://", "")}part-0`, { method: "PUT", body, headers: { authorization } });
}

/** A failure as Athena reports it, with line and column in the UNLOAD. */
function toReason(message: string, query: string): string {
  const at = (name: string): string => {
    const before = query.slice(0, query.indexOf(name)).split("\n");
    return `line ${before.length + 1}:${(before.at(-1) ?? "").length + 1}`;
  };
  const table = /Table with name (\w+) does not exist/.exec(message)?.[1];
  if (table !== undefined) return `TABLE_NOT_FOUND: ${at(table)}: Table 'awsdatacatalog.shop.${table}' does not exist`;
  const column = /column "(\w+)" not found/.exec(message)?.[1];
  if (column !== undefined) return `COLUMN_NOT_FOUND: ${at(column)}: Column '${column}' cannot be resolved`;
  const repeated = /^DUPLICATE (\w+)/.exec(message)?.[1];
  if (repeated !== undefined)
    return `DUPLICATE_COLUMN_NAME: line 1:1: Column name '${repeated}' specified more than once`;
  if (/Values were not provided|parameter/i.test(message)) {
    return "INVALID_PARAMETER_USAGE: line 2:1: Incorrect number of parameters: expected 1 but found 0";
  }
  return `SYNTAX_ERROR: line 2:1: ${message.split("\n")[0]}`;
}
