import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { DataFrame } from "nodejs-polars";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { parseS3Uri } from "../../store/s3/parse-s3-uri.js";
import { s3Store } from "../../store/s3/s3-store.js";
import type { Store } from "../../store/store.js";
import { loadPolars } from "../../table/load-polars.js";
import { arrowColumns } from "../sql/arrow-columns.js";
import { loadDriver } from "../sql/load-driver.js";
import type { DatabaseUrl } from "../sql/parse-database-url.js";
import type { SqlBatch, SqlColumn, SqlParameter, SqlSession, SqlSessionOptions } from "../sql/sql-session.js";
import { fromSdkError } from "./athena-error.js";
import { athenaLiteral } from "./athena-literal.js";
import { type AthenaConnection, athenaPages, runAthena } from "./athena-query.js";

const defaultLimit = 100e9;

/**
 * A session of Amazon Athena. A SELECT runs as `UNLOAD` to Parquet below the output, which is read and removed; SHOW
 * and DESCRIBE return what the service has of them. UNLOAD takes only a SELECT, so that nothing else can run in it.
 */
export async function athenaSession(url: DatabaseUrl, options: SqlSessionOptions): Promise<SqlSession> {
  const sdk = await loadDriver("@aws-sdk/client-athena", () => import("@aws-sdk/client-athena"), options.caller);
  const client = new sdk.AthenaClient({ region: url.host, retryMode: "adaptive", maxAttempts: 8 });
  const controller = new AbortController();
  const connection: AthenaConnection = {
    ...{ sdk, client, url, signal: controller.signal },
    maxBytesScanned: options.maxBytesScanned ?? defaultLimit,
    onProgress: options.onProgress,
  };
  let running: AsyncGenerator<SqlBatch, undefined, undefined> | undefined;
  return {
    read: async function* (query, parameters, batchRows) {
      const reading = readResult(connection, query.replace(/;\s*$/, ""), parameters, batchRows);
      running = reading;
      try {
        yield* reading;
      } catch (thrown) {
        throw fromSdkError(thrown);
      }
    },
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    placeholder: () => "?",
    tablesQuery: "SHOW TABLES",
    abort: async () => {
      controller.abort();
      await running?.return(undefined).catch(() => undefined);
      client.destroy();
    },
    close: async () => client.destroy(),
  };
}

async function* readResult(
  connection: AthenaConnection,
  query: string,
  parameters: readonly SqlParameter[],
  batchRows: number,
): AsyncGenerator<SqlBatch, undefined, undefined> {
  const literals = parameters.map((value, index) => athenaLiteral(value, index + 1));
  if (/^[\s(]*(show|describe|desc)\b/i.test(query)) {
    const id = await runAthena(connection, query, { parameters: literals, token: randomUUID() });
    yield* readPages(connection, id);
    return;
  }
  const token = randomUUID();
  const target = `${connection.url.athena?.output}cuaderno-results/${token}/`;
  const { bucket, key: prefix } = parseS3Uri(target);
  const store = s3Store({ bucket, region: connection.url.host, signal: connection.signal });
  const unload = `UNLOAD (\n${query}\n) TO '${target}' WITH (format = 'PARQUET', compression = 'SNAPPY')`;
  try {
    await runAthena(connection, unload, { parameters: literals, token });
    let rows = 0;
    for await (const batch of readFiles(store, prefix, batchRows)) {
      rows += batch.frame.height;
      yield batch;
    }
    if (rows > 0) return;
    // A result without rows has no file, and so no types.
    const empty = `SELECT * FROM (\n${query}\n) LIMIT 0`;
    yield* readPages(connection, await runAthena(connection, empty, { parameters: literals, token: randomUUID() }));
  } finally {
    // The result of a query that was stopped is removed as well.
    await removeAll(s3Store({ bucket, region: connection.url.host }), prefix);
  }
}

/** Without the permission to delete, the bucket's lifetimes remove what is left. */
async function removeAll(store: Store, prefix: string): Promise<void> {
  try {
    for await (const { key } of store.list(prefix)) await store.remove(key);
  } catch {
    // The result has been read.
  }
}

async function* readFiles(
  store: Store,
  prefix: string,
  batchRows: number,
): AsyncGenerator<{ readonly columns: readonly SqlColumn[]; readonly frame: DataFrame }> {
  const pl = loadPolars();
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-athena-"), "readSql");
  const path = join(folder, "part.parquet");
  try {
    for await (const { key } of store.list(prefix)) {
      await pipeline(Readable.from(store.readChunks(key)), createWriteStream(path));
      const rows = Number(pl.scanParquet(path).select(pl.len()).collectSync().row(0)[0]);
      for (let from = 0; from < rows; from += batchRows) {
        const frame = await pl.scanParquet(path).slice(from, batchRows).collect();
        yield { columns: arrowColumns(frame), frame };
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const kinds: Readonly<Record<string, SqlColumn["kind"]>> = {
  ...{ tinyint: "integer", smallint: "integer", integer: "integer", bigint: "integer" },
  ...{ float: "number", real: "number", double: "number", decimal: "decimal", boolean: "boolean" },
  ...{ date: "datetime", timestamp: "datetime", varbinary: "blob" },
};

async function* readPages(connection: AthenaConnection, id: string): AsyncGenerator<SqlBatch> {
  let isFirst = true;
  for await (const { ResultSet } of athenaPages(connection, id)) {
    const columns = (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = "", Type = "" }): SqlColumn => {
      const type = Type.replace(/\(.*$/, "");
      return { name: Name, kind: kinds[type] ?? "text", type, fraction: type === "timestamp" ? 3 : 0 };
    });
    const rows = (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null));
    // The first row of a SELECT repeats the names.
    const isHeader = isFirst && rows[0]?.every((cell, index) => cell === columns[index]?.name);
    yield { columns, rows: isHeader === true ? rows.slice(1) : rows };
    isFirst = false;
  }
}
