import type { Connection, FieldPacket } from "mysql2";
import { ArgumentError } from "../../core/errors.js";
import type { DatabaseUrl } from "./parse-database-url.js";
import type { SqlBatch, SqlCell, SqlColumn, SqlParameter, SqlSession, SqlSessionOptions } from "./sql-session.js";

/** A reading connection to MySQL or MariaDB: texts in UTF-8, TIMESTAMP in UTC, prepared statements, a read-only session. */
export async function mysqlSession(address: DatabaseUrl, options: SqlSessionOptions): Promise<SqlSession> {
  const { createConnection } = await import("mysql2");
  const connect = (): Promise<Connection> =>
    new Promise((resolve, reject) => {
      const connection = createConnection({
        ...(address.socket === undefined ? { host: address.host, port: address.port } : { socketPath: address.socket }),
        user: address.user,
        password: address.password(),
        database: address.database,
        charset: "utf8mb4",
        connectTimeout: options.connectTimeoutMs,
        supportBigNumbers: true,
        bigNumberStrings: true,
        dateStrings: true,
        jsonStrings: true,
        rowsAsArray: true,
        ...(address.ssl !== "off" && { ssl: { rejectUnauthorized: address.ssl === "verify" } }),
      });
      connection.on("error", () => undefined);
      connection.connect((error) => {
        if (error === null) return resolve(connection);
        connection.destroy();
        reject(error);
      });
    });
  const connection = await connect();
  for (const line of ["SET SESSION TRANSACTION READ ONLY", "SET SESSION time_zone = '+00:00'"]) {
    await plain(connection, line);
  }
  return {
    read: (query, parameters, batchRows) => rowsOf(connection, query, parameters, batchRows),
    quote: (name) => `\`${name.replaceAll("`", "``")}\``,
    placeholder: () => "?",
    tablesQuery: "SELECT table_name FROM information_schema.tables WHERE table_schema = database()",
    abort: async () => {
      const { threadId } = connection;
      connection.destroy();
      try {
        const second = await connect();
        await plain(second, `KILL QUERY ${Number(threadId)}`).catch(() => undefined);
        second.destroy();
      } catch {
        // The server ends the query itself once it finds the connection gone.
      }
    },
    close: () => new Promise((resolve) => connection.end(() => resolve())),
  };
}

function plain(connection: Connection, query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(query, (error) => (error === null ? resolve() : reject(error)));
  });
}

async function* rowsOf(
  connection: Connection,
  query: string,
  parameters: readonly SqlParameter[],
  batchRows: number,
): AsyncGenerator<SqlBatch> {
  let columns: readonly SqlColumn[] | undefined;
  // A number is sent as a double, which LIMIT refuses; a bigint is sent as a whole number.
  const values = parameters.map((value) => (Number.isSafeInteger(value) ? BigInt(value as number) : value));
  const stream = connection.execute(query, values.map(utcText)).stream({ highWaterMark: Math.min(batchRows, 1_000) });
  // The driver tells the connection, not the stream, when the server goes.
  connection.once("error", (error: Error) => stream.destroy(error));
  stream.on("fields", (fields: FieldPacket[] | undefined) => {
    columns ??= fields?.map(columnOf);
  });
  let rows: SqlCell[][] = [];
  for await (const row of stream as AsyncIterable<unknown[]>) {
    if (columns === undefined) break;
    rows.push(row.map((cell, index) => cellOf(cell, columns?.[index]?.kind)));
    if (rows.length < batchRows) continue;
    yield { columns, rows };
    rows = [];
  }
  if (columns === undefined) throw new ArgumentError("it gives no rows; write a SELECT");
  yield { columns, rows };
}

function utcText<T>(value: T): T | string {
  return value instanceof Date ? value.toISOString().replace("T", " ").replace("Z", "") : value;
}

function cellOf(cell: unknown, kind: SqlColumn["kind"] | undefined): SqlCell {
  if (kind === "boolean" && typeof cell === "number") return cell === 1 ? "true" : cell === 0 ? "false" : String(cell);
  if (kind === "integer" && cell instanceof Uint8Array) return bits(cell);
  return cell as SqlCell;
}

function bits(bytes: Uint8Array): string {
  return bytes.reduce((whole, byte) => whole * 256n + BigInt(byte), 0n).toString();
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
const words: Readonly<Record<number, string>> = { 11: "time", 242: "vector", 245: "json", 255: "geometry" };

function columnOf(field: FieldPacket): SqlColumn {
  const { columnType, type, columnLength, characterSet, decimals, name } = field as FieldPacket & {
    readonly columnType?: number;
    readonly columnLength?: number;
    readonly characterSet?: number;
  };
  const code = columnType ?? type ?? 253;
  if (code === 1 && columnLength === 1) return { name, kind: "boolean", type: "tinyint(1)" };
  const kind = kinds[code];
  if (kind !== undefined) return { name, kind, type: kind, fraction: Number(decimals ?? 0) };
  if (code === 255 || code === 242) return { name, kind: "blob", type: words[code] ?? "" };
  const isText = code in words || characterSet !== binaryCharset;
  return { name, kind: isText ? "text" : "blob", type: words[code] ?? (isText ? "text" : "blob") };
}
