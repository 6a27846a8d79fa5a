import type { Connection, FieldPacket } from "mysql2";
import { ArgumentError } from "../../core/errors.js";
import { loadDriver } from "./load-driver.js";
import type { DatabaseUrl } from "./parse-database-url.js";
import type { SqlBatch, SqlCell, SqlColumn, SqlParameter, SqlSession, SqlSessionOptions } from "./sql-session.js";

/** A read-only session of MySQL or MariaDB: strings in UTF-8, TIMESTAMP in UTC, prepared statements. */
export async function mysqlSession(url: DatabaseUrl, options: SqlSessionOptions): Promise<SqlSession> {
  const connection = await connect(url, options);
  for (const statement of ["SET SESSION TRANSACTION READ ONLY", "SET SESSION time_zone = '+00:00'"]) {
    await run(connection, statement);
  }
  return {
    read: (query, parameters, batchRows) => readRows(connection, query, parameters, batchRows),
    quote: (name) => `\`${name.replaceAll("`", "``")}\``,
    placeholder: () => "?",
    tablesQuery: "SELECT table_name FROM information_schema.tables WHERE table_schema = database()",
    abort: async () => {
      const { threadId } = connection;
      connection.destroy();
      try {
        const second = await connect(url, options);
        await run(second, `KILL QUERY ${Number(threadId)}`).catch(() => undefined);
        second.destroy();
      } catch {
        // The server ends the query once it notices that the connection was closed.
      }
    },
    close: () => new Promise((resolve) => connection.end(() => resolve())),
  };
}

async function connect(url: DatabaseUrl, { connectTimeoutMs, caller }: SqlSessionOptions): Promise<Connection> {
  const { createConnection } = await loadDriver("mysql2", () => import("mysql2"), caller);
  return new Promise((resolve, reject) => {
    const connection = createConnection({
      ...(url.socket === undefined ? { host: url.host, port: url.port } : { socketPath: url.socket }),
      user: url.user,
      password: url.password(),
      database: url.database,
      charset: "utf8mb4",
      connectTimeout: connectTimeoutMs,
      supportBigNumbers: true,
      bigNumberStrings: true,
      dateStrings: true,
      jsonStrings: true,
      rowsAsArray: true,
      ...(url.ssl !== "off" && { ssl: { rejectUnauthorized: url.ssl === "verify" } }),
    });
    connection.on("error", () => undefined);
    connection.connect((error) => {
      if (error === null) return resolve(connection);
      connection.destroy();
      reject(error);
    });
  });
}

function run(connection: Connection, statement: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(statement, (error) => (error === null ? resolve() : reject(error)));
  });
}

/** A stored function may change the session's settings, but not those of a transaction that has begun. */
async function* readRows(
  connection: Connection,
  query: string,
  parameters: readonly SqlParameter[],
  batchRows: number,
): AsyncGenerator<SqlBatch> {
  await run(connection, "START TRANSACTION READ ONLY");
  let columns: readonly SqlColumn[] | undefined;
  // A number is sent as a double, which LIMIT rejects; a bigint is sent as an integer.
  const values = parameters.map((value) => (Number.isSafeInteger(value) ? BigInt(value as number) : value));
  const stream = connection.execute(query, values.map(toUtcText)).stream({ highWaterMark: Math.min(batchRows, 1_000) });
  // The driver reports a lost connection on the connection, not on the stream.
  connection.once("error", (error: Error) => stream.destroy(error));
  stream.on("fields", (fields: FieldPacket[] | undefined) => {
    columns ??= fields?.map(toColumn);
  });
  let rows: SqlCell[][] = [];
  for await (const row of stream as AsyncIterable<unknown[]>) {
    if (columns === undefined) break;
    rows.push(row.map((cell, index) => toCell(cell, columns?.[index]?.kind)));
    if (rows.length < batchRows) continue;
    yield { columns, rows };
    rows = [];
  }
  if (columns === undefined) throw new ArgumentError("the query returns no rows; write a SELECT");
  yield { columns, rows };
  await run(connection, "ROLLBACK");
}

function toUtcText<T>(value: T): T | string {
  return value instanceof Date ? value.toISOString().replace("T", " ").replace("Z", "") : value;
}

function toCell(cell: unknown, kind: SqlColumn["kind"] | undefined): SqlCell {
  if (kind === "boolean" && typeof cell === "number") return cell === 1 ? "true" : cell === 0 ? "false" : String(cell);
  if (kind === "integer" && cell instanceof Uint8Array) return bitsToText(cell);
  return cell as SqlCell;
}

function bitsToText(bytes: Uint8Array): string {
  return bytes.reduce((total, byte) => total * 256n + BigInt(byte), 0n).toString();
}

const binaryCharset = 63;
const kinds: Readonly<Record<number, SqlColumn["kind"]>> = {
  0: "decimal",
  1: "integer",
  2: "integer",
  3: "integer",
  4: "number",
  5: "number",
  7: "datetime",
  8: "integer",
  9: "integer",
  10: "datetime",
  12: "datetime",
  13: "integer",
  14: "datetime",
  16: "integer",
  246: "decimal",
};
const typeNames: Readonly<Record<number, string>> = { 11: "time", 242: "vector", 245: "json", 255: "geometry" };

function toColumn(field: FieldPacket): SqlColumn {
  const { columnType, type, columnLength, characterSet, decimals, name } = field as FieldPacket & {
    readonly columnType?: number | undefined;
    readonly columnLength?: number | undefined;
    readonly characterSet?: number | undefined;
  };
  const code = columnType ?? type ?? 253;
  if (code === 1 && columnLength === 1) return { name, kind: "boolean", type: "tinyint(1)" };
  const kind = kinds[code];
  if (kind !== undefined) return { name, kind, type: kind, fraction: Number(decimals ?? 0) };
  if (code === 255 || code === 242) return { name, kind: "blob", type: typeNames[code] ?? "" };
  const isText = code in typeNames || characterSet !== binaryCharset;
  return { name, kind: isText ? "text" : "blob", type: typeNames[code] ?? (isText ? "text" : "blob") };
}
