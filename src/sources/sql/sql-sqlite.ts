import { EnvironmentError, FormatError, NotFoundError } from "../../core/errors.js";
import type { DatabaseUrl } from "./parse-database-url.js";
import type { SqlBatch, SqlCell, SqlColumn, SqlParameter, SqlSession } from "./sql-session.js";

/** The part of Node's own SQLite that is used here. */
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
 * An SQLite file through Node's own driver. Its columns have no types of their own, so each is typed by the values in it (a first pass);
 * BOOLEAN and DATE or DATETIME count where the table declares them.
 */
export async function sqliteSession(address: DatabaseUrl): Promise<SqlSession> {
  const module = process.getBuiltinModule?.("node:sqlite") as
    | { readonly DatabaseSync: new (path: string, options: object) => SqliteDatabase }
    | undefined;
  if (module === undefined) {
    throw new EnvironmentError(
      `sqlTable: SQLite needs Node 22.5 or later, this is ${process.version}; use a newer Node, or export the table to CSV`,
    );
  }
  const { existsSync } = await import("node:fs");
  if (!existsSync(address.database)) throw new NotFoundError(`sqlTable: no SQLite file ${address.database}`);
  const database = new module.DatabaseSync(address.database, { readOnly: true });
  return {
    read: (query, parameters, batchRows) => rowsOf(database, query, parameters, batchRows),
    quote,
    placeholder: () => "?",
    tablesQuery: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')",
    abort: async () => undefined,
    close: async () => database.close(),
  };
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function* rowsOf(
  database: SqliteDatabase,
  text: string,
  parameters: readonly SqlParameter[],
  batchRows: number,
): AsyncGenerator<SqlBatch> {
  const query = text.replace(/;\s*$/, "");
  const values = parameters.map(boundValue);
  const statement = database.prepare(query);
  statement.setReadBigInts(true);
  const columns = columnsOf(database, statement, query, values);
  const names = columns.map(({ name }) => name);
  let rows: SqlCell[][] = [];
  for (const row of statement.iterate(...values)) {
    rows.push(columns.map(({ kind }, index) => cellOf(row[names[index] ?? ""], kind)));
    if (rows.length < batchRows) continue;
    yield { columns, rows };
    rows = [];
    await new Promise((resolve) => setImmediate(resolve));
  }
  yield { columns, rows };
}

function columnsOf(
  database: SqliteDatabase,
  statement: SqliteStatement,
  query: string,
  values: readonly unknown[],
): SqlColumn[] {
  const declared = statement.columns?.() ?? namesOf(database, query, values).map((name) => ({ name, type: null }));
  const repeated = declared.find(({ name }, index) => declared.findIndex((other) => other.name === name) !== index);
  if (repeated !== undefined) {
    throw new FormatError(`two columns are called "${repeated.name}"; tell them apart with AS`);
  }
  const asked = declared.map(({ name }, index) => `group_concat(DISTINCT typeof(${quote(name)})) AS "c${index}"`);
  const [found = {}] = database.prepare(`SELECT ${asked.join(", ")} FROM (${query}\n)`).iterate(...values);
  return declared.map(({ name, type }, index) => {
    const types = String(found[`c${index}`] ?? "null")
      .split(",")
      .filter((one) => one !== "null");
    return { name, ...kindOf(name, types, type ?? "") };
  });
}

/** Older drivers do not tell the columns of a result without rows. */
function namesOf(database: SqliteDatabase, query: string, values: readonly unknown[]): string[] {
  const one = `SELECT r.* FROM (SELECT 1) LEFT JOIN (SELECT * FROM (${query}\n) LIMIT 1) AS r ON true`;
  const [row = {}] = database.prepare(one).iterate(...values);
  return Object.keys(row);
}

function kindOf(name: string, types: readonly string[], declared: string): Omit<SqlColumn, "name"> {
  const word = declared.toUpperCase();
  const only = (type: string): boolean => types.every((one) => one === type);
  if (/^BOOL/.test(word) && only("integer")) return { kind: "boolean", type: declared };
  if (/^(DATE|TIMESTAMP)/.test(word) && only("text")) return { kind: "datetime", type: declared, fraction: 3 };
  if (types.length === 0) return { kind: declaredKind(word), type: declared };
  if (only("integer")) return { kind: "integer", type: "integer" };
  if (types.every((one) => one === "integer" || one === "real")) return { kind: "number", type: "real" };
  if (only("text")) return { kind: "text", type: "text" };
  if (only("blob")) return { kind: "blob", type: "blob" };
  throw new FormatError(
    `column "${name}" holds ${types.join(" and ")} values, which are no one type; write CAST("${name}" AS TEXT) in a query`,
  );
}

function declaredKind(word: string): SqlColumn["kind"] {
  if (word.includes("INT")) return "integer";
  if (/REAL|FLOA|DOUB|DEC|NUM/.test(word)) return "number";
  return word === "BLOB" ? "blob" : "text";
}

function cellOf(cell: unknown, kind: SqlColumn["kind"]): SqlCell {
  if (kind === "boolean" && typeof cell === "bigint") return cell === 1n ? "true" : cell === 0n ? "false" : `${cell}`;
  return typeof cell === "bigint" ? cell.toString() : (cell as SqlCell);
}

function boundValue(value: SqlParameter): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof Date ? value.toISOString().replace("T", " ").replace("Z", "") : value;
}
