import type { Client } from "pg";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import type { Column } from "../../table/columns.js";
import type { TableSource as Table } from "../../table/frame-like.js";
import { columnsFor } from "../../table/to-columns.js";
import { type DatabaseUrl, parseDatabaseUrl } from "./parse-database-url.js";
import { sqlFailure } from "./sql-failure.js";
import { connectPostgres } from "./sql-postgres.js";

/** Where rows are written. */
export interface WriteSqlOptions {
  /** URL of a PostgreSQL database, or the result of `parseDatabaseUrl`. */
  readonly database: string | DatabaseUrl;
  /** Name of the table, also as `schema.table`; it is created where it does not exist. */
  readonly table: string;
  /**
   * Columns that identify a row: a row that the table has already is updated, so that a second run writes nothing new.
   * @default none: rows are added
   */
  readonly key?: readonly string[] | undefined;
  /** Timeout of the connection and of each statement, in milliseconds. @default 60,000 */
  readonly timeoutMs?: number | undefined;
}

const batchRows = 5_000;
const types: Readonly<Record<Column["kind"], string>> = {
  number: "double precision",
  time: "timestamp",
  category: "text",
  string: "text",
};

/**
 * Writes a frame or columns to a table of PostgreSQL, all rows in one transaction, and returns their number: numbers as
 * double precision, times as timestamp, labels as text, missing values as NULL.
 *
 * @throws ArgumentError for another database or a key that the table lacks; EnvironmentError for a server that cannot
 * be reached.
 * @example await writeSql(driftRows(watched, { subject: "traffic", at: new Date() }), { database: url, table: "drift" })
 */
export async function writeSql(
  source: Table,
  { database, table, key = [], timeoutMs = 60_000 }: WriteSqlOptions,
): Promise<{ readonly rows: number }> {
  const caller = "writeSql";
  const url = typeof database === "string" ? parseDatabaseUrl(database) : database;
  if (url.kind !== "postgres")
    throw new ArgumentError(
      `${caller}: expected a PostgreSQL database, got ${url}; write a file with writeTable instead`,
    );
  const columns = columnsFor(caller, source);
  const absent = key.find((name) => !columns.byName.has(name));
  if (absent !== undefined)
    throw new NotFoundError(
      `${caller}: key: no column "${absent}"; the rows have ${[...columns.byName.keys()].join(", ")}`,
    );
  let client: Client | undefined;
  try {
    client = await connectPostgres(url, { connectTimeoutMs: timeoutMs, timeoutMs, caller });
    await client.query("SET TIME ZONE 'UTC'");
    await client.query("BEGIN");
    await client.query(createStatement(table, [...columns.byName], key));
    const statement = insertStatement(table, [...columns.byName], key);
    for (let from = 0; from < columns.rowCount; from += batchRows) {
      const cells = [...columns.byName.values()].map((column) => toCells(column, from, from + batchRows));
      await client.query(statement, cells);
    }
    await client.query("COMMIT");
    return { rows: columns.rowCount };
  } catch (thrown) {
    throw sqlFailure(thrown, { caller, url, name: table });
  } finally {
    await client?.end().catch(() => undefined);
  }
}

function createStatement(
  table: string,
  columns: readonly (readonly [string, Column])[],
  key: readonly string[],
): string {
  const definitions = columns.map(([name, { kind }]) => `${quoted(name)} ${types[kind]}`);
  const unique = key.length === 0 ? [] : [`UNIQUE NULLS NOT DISTINCT (${key.map(quoted).join(", ")})`];
  return `CREATE TABLE IF NOT EXISTS ${quotedPath(table)} (${[...definitions, ...unique].join(", ")})`;
}

function insertStatement(
  table: string,
  columns: readonly (readonly [string, Column])[],
  key: readonly string[],
): string {
  const names = columns.map(([name]) => quoted(name)).join(", ");
  const arrays = columns.map(([, { kind }], index) => `$${index + 1}::${types[kind]}[]`).join(", ");
  const rest = columns.flatMap(([name]) => (key.includes(name) ? [] : [`${quoted(name)} = excluded.${quoted(name)}`]));
  const conflict =
    key.length === 0
      ? ""
      : ` ON CONFLICT (${key.map(quoted).join(", ")}) DO ${rest.length === 0 ? "NOTHING" : `UPDATE SET ${rest.join(", ")}`}`;
  return `INSERT INTO ${quotedPath(table)} (${names}) SELECT * FROM unnest(${arrays})${conflict}`;
}

function toCells(column: Column, from: number, to: number): readonly (string | number | null)[] {
  switch (column.kind) {
    case "number":
      return Array.from(column.values.subarray(from, to), (value) => (Number.isNaN(value) ? null : value));
    case "time":
      return Array.from(column.values.subarray(from, to), (value) =>
        Number.isNaN(value) ? null : new Date(value).toISOString().replace("T", " ").replace("Z", ""),
      );
    case "category":
      return Array.from(column.codes.subarray(from, to), (code) => column.categories[code] ?? null);
    case "string":
      return column.values.slice(from, to);
  }
}

function quotedPath(table: string): string {
  return table.split(".").map(quoted).join(".");
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
