import { EnvironmentError, FormatError, NotFoundError } from "../../core/errors.js";
import type { DatabaseUrl } from "./parse-database-url.js";
import type { SqlBatch, SqlCell, SqlColumn, SqlParameter, SqlSession, SqlSessionOptions } from "./sql-session.js";

/** The part of Node's SQLite module that is used here. */
interface SqliteStatement {
  setReadBigInts(on: boolean): void;
  iterate(...parameters: unknown[]): Iterable<Record<string, unknown>>;
  columns?(): readonly { readonly name: string; readonly type: string | null }[];
}
interface SqliteDatabase {
  prepare(query: string): SqliteStatement;
  close(): void;
}

/**
 * A read-only session of an SQLite file, with Node's own driver. SQLite columns have no types, so each column is typed
 * by its values in a first pass; BOOLEAN, DATE and DATETIME count where the table declares them.
 */
export async function sqliteSession(url: DatabaseUrl, { caller }: SqlSessionOptions): Promise<SqlSession> {
  const module = process.getBuiltinModule?.("node:sqlite") as
    | { readonly DatabaseSync: new (path: string, options: object) => SqliteDatabase }
    | undefined;
  if (module === undefined) {
    throw new EnvironmentError(
      `${caller}: SQLite needs Node 22.5 or later, this is ${process.version}; update Node, or export the table to CSV`,
    );
  }
  const { existsSync } = await import("node:fs");
  if (!existsSync(url.database)) throw new NotFoundError(`${caller}: no SQLite file ${url.database}; check its path`);
  const database = new module.DatabaseSync(url.database, { readOnly: true });
  return {
    read: (query, parameters, batchRows) => readRows(database, query, parameters, batchRows),
    quote,
    placeholder: () => "?",
    tablesQuery: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')",
    abort: async () => database.close(),
    close: async () => database.close(),
  };
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function* readRows(
  database: SqliteDatabase,
  text: string,
  parameters: readonly SqlParameter[],
  batchRows: number,
): AsyncGenerator<SqlBatch> {
  const query = text.replace(/;\s*$/, "");
  const values = parameters.map(toBoundValue);
  const statement = database.prepare(query);
  statement.setReadBigInts(true);
  const columns = readColumns(database, statement, query, values);
  const names = columns.map(({ name }) => name);
  let rows: SqlCell[][] = [];
  for (const row of statement.iterate(...values)) {
    rows.push(columns.map(({ kind }, index) => toCell(row[names[index] ?? ""], kind)));
    if (rows.length < batchRows) continue;
    yield { columns, rows };
    rows = [];
    await new Promise((resolve) => setImmediate(resolve));
  }
  yield { columns, rows };
}

function readColumns(
  database: SqliteDatabase,
  statement: SqliteStatement,
  query: string,
  values: readonly unknown[],
): SqlColumn[] {
  const declared = statement.columns?.() ?? readNames(database, query, values).map((name) => ({ name, type: null }));
  const repeated = declared.find(({ name }, index) => declared.findIndex((other) => other.name === name) !== index);
  if (repeated !== undefined) throw new FormatError(`two columns are named "${repeated.name}"; rename one with AS`);
  const types = declared.map(({ name }, index) => `group_concat(DISTINCT typeof(${quote(name)})) AS "c${index}"`);
  const [found = {}] = database.prepare(`SELECT ${types.join(", ")} FROM (${query}\n)`).iterate(...values);
  return declared.map(({ name, type }, index) => {
    const stored = String(found[`c${index}`] ?? "null")
      .split(",")
      .filter((one) => one !== "null");
    return { name, ...toKind(name, stored, type ?? "") };
  });
}

/** Older versions of the driver do not report the columns of a result without rows. */
function readNames(database: SqliteDatabase, query: string, values: readonly unknown[]): string[] {
  const one = `SELECT r.* FROM (SELECT 1) LEFT JOIN (SELECT * FROM (${query}\n) LIMIT 1) AS r ON true`;
  const [row = {}] = database.prepare(one).iterate(...values);
  return Object.keys(row);
}

function toKind(name: string, types: readonly string[], declaredType: string): Omit<SqlColumn, "name"> {
  const declared = declaredType.toUpperCase();
  const only = (type: string): boolean => types.every((one) => one === type);
  if (/^BOOL/.test(declared) && only("integer")) return { kind: "boolean", type: declaredType };
  if (/^(DATE|TIMESTAMP)/.test(declared) && only("text")) return { kind: "datetime", type: declaredType, fraction: 3 };
  if (types.length === 0) return { kind: toDeclaredKind(declared), type: declaredType };
  if (only("integer")) return { kind: "integer", type: "integer" };
  if (types.every((one) => one === "integer" || one === "real")) return { kind: "number", type: "real" };
  if (only("text")) return { kind: "text", type: "text" };
  if (only("blob")) return { kind: "blob", type: "blob" };
  throw new FormatError(
    `column "${name}" has ${types.join(" and ")} values; convert them with CAST("${name}" AS TEXT) in a query`,
  );
}

function toDeclaredKind(declared: string): SqlColumn["kind"] {
  if (declared.includes("INT")) return "integer";
  if (/REAL|FLOA|DOUB|DEC|NUM/.test(declared)) return "number";
  return declared === "BLOB" ? "blob" : "text";
}

function toCell(cell: unknown, kind: SqlColumn["kind"]): SqlCell {
  if (kind === "boolean" && typeof cell === "bigint") return cell === 1n ? "true" : cell === 0n ? "false" : `${cell}`;
  return typeof cell === "bigint" ? cell.toString() : (cell as SqlCell);
}

function toBoundValue(value: SqlParameter): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof Date ? value.toISOString().replace("T", " ").replace("Z", "") : value;
}
