import type { Client } from "pg";
import type { DatabaseUrl } from "./parse-database-url.js";
import type { SqlBatch, SqlCell, SqlColumn, SqlParameter, SqlSession, SqlSessionOptions } from "./sql-session.js";

/** A reading connection to PostgreSQL: texts in UTF-8, times with a zone in UTC, a cursor in a read-only transaction. */
export async function postgresSession(address: DatabaseUrl, options: SqlSessionOptions): Promise<SqlSession> {
  const { default: postgres } = await import("pg");
  const connect = async (): Promise<Client> => {
    const client = new postgres.Client({
      host: address.socket ?? address.host,
      port: address.port,
      user: address.user,
      password: address.password(),
      database: address.database,
      connectionTimeoutMillis: options.connectTimeoutMs,
      statement_timeout: options.timeoutMs,
      application_name: "cuaderno",
      types: { getTypeParser: () => (value: unknown) => value },
      ssl: address.ssl === "off" ? false : { rejectUnauthorized: address.ssl === "verify" },
    });
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  const client = await connect();
  for (const line of [
    "SET client_encoding = 'UTF8'",
    "SET TIME ZONE 'UTC'",
    "SET DATESTYLE = 'ISO, YMD'",
    "SET extra_float_digits = 1",
    "SET default_transaction_read_only = on",
  ]) {
    await client.query(line);
  }
  const { processID } = client as unknown as { readonly processID: number };
  return {
    read: (query, parameters, batchRows) => rowsOf(client, query, parameters, batchRows),
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    placeholder: (index) => `$${index}`,
    tablesQuery:
      "SELECT table_name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')",
    abort: async () => {
      (
        client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }
      ).connection.stream.destroy();
      try {
        const second = await connect();
        await second.query("SELECT pg_cancel_backend($1)", [processID]).catch(() => undefined);
        await second.end();
      } catch {
        // The server ends the query itself once it finds the connection gone.
      }
    },
    close: () => client.end(),
  };
}

async function* rowsOf(
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
      const columns = fields.map(columnOf);
      yield { columns, rows: rows.map((row) => row.map((cell, index) => cellOf(cell, columns[index]?.kind))) };
      if (rows.length < batchRows) break;
    }
    await client.query("COMMIT");
  } catch (thrown) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw thrown;
  }
}

function cellOf(cell: string | null, kind: SqlColumn["kind"] | undefined): SqlCell {
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

function columnOf({
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
