import type { Client } from "pg";
import { loadDriver } from "./load-driver.js";
import type { DatabaseUrl } from "./parse-database-url.js";
import type { SqlBatch, SqlCell, SqlColumn, SqlParameter, SqlSession, SqlSessionOptions } from "./sql-session.js";

const settings = [
  "SET client_encoding = 'UTF8'",
  "SET TIME ZONE 'UTC'",
  "SET DATESTYLE = 'ISO, YMD'",
  "SET extra_float_digits = 1",
  "SET default_transaction_read_only = on",
];

/**
 * A read-only session of PostgreSQL: strings in UTF-8, times with a zone in UTC, a cursor in a transaction that is
 * rolled back.
 */
export async function postgresSession(url: DatabaseUrl, options: SqlSessionOptions): Promise<SqlSession> {
  const client = await connectPostgres(url, options);
  for (const statement of settings) await client.query(statement);
  const { processID } = client as unknown as { readonly processID: number };
  return {
    read: (query, parameters, batchRows) => readRows(client, query, parameters, batchRows),
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    placeholder: (index) => `$${index}`,
    tablesQuery:
      "SELECT table_name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')",
    abort: async () => {
      const { connection } = client as unknown as { readonly connection: { readonly stream: { destroy(): void } } };
      connection.stream.destroy();
      try {
        const second = await connectPostgres(url, options);
        await second.query("SELECT pg_cancel_backend($1)", [processID]).catch(() => undefined);
        await second.end();
      } catch {
        // The server ends the query once it notices that the connection was closed.
      }
    },
    close: () => client.end(),
  };
}

/** A connection with every value as its text. */
export async function connectPostgres(
  url: DatabaseUrl,
  options: Omit<SqlSessionOptions, "retryDelayMs">,
): Promise<Client> {
  const { default: postgres } = await loadDriver("pg", () => import("pg"), options.caller);
  const client = new postgres.Client({
    host: url.socket ?? url.host,
    port: url.port,
    user: url.user,
    password: url.password(),
    database: url.database,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.timeoutMs,
    application_name: "cuaderno",
    types: { getTypeParser: () => (value: unknown) => value },
    ssl: url.ssl === "off" ? false : { rejectUnauthorized: url.ssl === "verify" },
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Before version 16 a read-only transaction may write large objects: the rollback discards them. */
async function* readRows(
  client: Client,
  query: string,
  parameters: readonly SqlParameter[],
  batchRows: number,
): AsyncGenerator<SqlBatch> {
  await client.query("BEGIN READ ONLY");
  try {
    // The extended protocol takes one statement: a second one would be run and its rows lost.
    const declared = {
      queryMode: "extended",
      text: `DECLARE cuaderno_rows NO SCROLL CURSOR FOR ${query.replace(/;\s*$/, "")}`,
      values: parameters.map((value) => (value instanceof Date ? value.toISOString() : value)),
    };
    await client.query(declared);
    const fetchRows = { text: `FETCH ${batchRows} FROM cuaderno_rows`, rowMode: "array" as const };
    for (;;) {
      const { rows, fields } = await client.query<(string | null)[]>(fetchRows);
      const columns = fields.map(toColumn);
      yield { columns, rows: rows.map((row) => row.map((cell, index) => toCell(cell, columns[index]?.kind))) };
      if (rows.length < batchRows) break;
    }
  } finally {
    await client.query("ROLLBACK").catch(() => undefined);
  }
}

function toCell(cell: string | null, kind: SqlColumn["kind"] | undefined): SqlCell {
  if (cell === null) return null;
  if (kind === "boolean") return cell === "t" ? "true" : "false";
  if (kind === "datetime") return cell.replace(/[+]00(:00)?$/, "");
  if (kind === "blob") return Buffer.from(cell.slice(2), "hex");
  return cell;
}

const kinds: Readonly<Record<number, readonly [SqlColumn["kind"], string]>> = {
  16: ["boolean", "boolean"],
  17: ["blob", "bytea"],
  20: ["integer", "bigint"],
  21: ["integer", "smallint"],
  23: ["integer", "integer"],
  26: ["integer", "oid"],
  700: ["number", "real"],
  701: ["number", "double precision"],
  1082: ["datetime", "date"],
  1114: ["datetime", "timestamp"],
  1184: ["datetime", "timestamp with time zone"],
  1700: ["decimal", "numeric"],
};

function toColumn({
  name,
  dataTypeID,
  dataTypeModifier,
}: {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}): SqlColumn {
  const [kind, type] = kinds[dataTypeID] ?? (["text", "text"] as const);
  const fraction = dataTypeID === 1082 ? 0 : dataTypeModifier < 0 ? 6 : dataTypeModifier;
  return { name, kind, type, ...(kind === "datetime" && { fraction }) };
}
