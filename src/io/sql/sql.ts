import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { DataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError } from "../../core/errors.js";
import { nameCaller } from "../../core/name-caller.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { loadPolars } from "../../table/load-polars.js";
import type { TableSchema } from "../../table/schema/schema.js";
import type { SchemaFrame } from "../../table/schema/schema-frame.js";
import { validateFrame } from "../../table/schema/validate-frame.js";
import { type DuckDb, withDuckDb } from "./duckdb.js";
import { sqlError } from "./sql-error.js";
import type { SqlSource } from "./sql-source.js";
import { quoted, registerSources } from "./sql-sources.js";
import { type BoundValue, type SqlText, type SqlValue, sqlText } from "./sql-text.js";

/** The tables of a query by the names they have in it. */
export type SqlTables = Readonly<Record<string, SqlSource>>;

/** Runs the query that follows it. */
export type SqlQuery<Frame> = (text: TemplateStringsArray, ...values: readonly SqlValue[]) => Promise<Frame>;

/** What is asked of a query's result. */
export interface SqlOptions<S extends TableSchema> {
  /** Checks the result and gives it its columns, order and types. */
  readonly schema: S;
}

const beginning = 'create temp table "the result" as ';

/**
 * The result of an SQL query as a frame: `` await sql`select count(*) from ${frame}` ``. Frames are tables, every
 * other value is bound and never becomes part of the text. Named tables, files and globs among them, are given first:
 * `` await sql({ trips, weather: "data/weather.csv" })`select ... from trips join weather using (day)` ``.
 *
 * The SQL is DuckDB's; integers are Int64, decimals stay decimals, `timestamp` is wall-clock time; an error shows line,
 * column and the line itself. Only queries are run. A CSV has the form and kinds that `inferSchema` finds in all of its
 * rows, times with a zone in Parquet retain their wall clock as in `readTable` (UTC stays UTC), and partitions such as
 * `month=01` stay strings.
 *
 * @throws ArgumentError for a statement that is not a query, before it has an effect; SqlError for one that the engine
 * refuses; FormatError for a file that cannot be read, and for Parquet or CSV files of one glob with different columns.
 * @example (await sql`select 1 + ${2} as sum`).getColumn("sum").get(0) // 3
 */
export function sql(text: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<DataFrame>;
export function sql<S extends TableSchema>(tables: SqlTables, options: SqlOptions<S>): SqlQuery<SchemaFrame<S>>;
export function sql(tables: SqlTables): SqlQuery<DataFrame>;
export function sql(
  first: TemplateStringsArray | SqlTables,
  ...rest: readonly unknown[]
): Promise<DataFrame> | SqlQuery<DataFrame> {
  if (isTemplate(first)) return runSql(first, rest as SqlValue[], {}, undefined);
  if (first === null || typeof first !== "object") {
    throw new ArgumentError(
      "sql is written before a template: sql`select ...`, or with tables: sql({ trips })`select ...`; pass the query as such a template",
    );
  }
  const { schema } = (rest[0] ?? {}) as Partial<SqlOptions<TableSchema>>;
  checkOptionNames("sql", rest[0] ?? {}, ["schema"]);
  const tables = { ...first };
  return (text, ...values) => runSql(text, values, tables, schema);
}

function isTemplate(value: unknown): value is TemplateStringsArray {
  return Array.isArray(value) && "raw" in value;
}

async function runSql(
  parts: readonly string[],
  values: readonly SqlValue[],
  tables: SqlTables,
  schema: TableSchema | undefined,
): Promise<DataFrame> {
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-sql-"), "sql");
  try {
    const frame = loadPolars().readParquet(await makeResult(folder, parts, values, tables));
    return schema === undefined ? frame : validateFrame(frame, schema, { uri: "the result of sql" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The rows of one table as frames of at most `rows` rows, with the types that `sql` finds in all of them; what is not
 * read yet is in a temporary file.
 *
 * @example for await (const chunk of sqlChunks("data/hours-*.csv", 100_000)) count += chunk.height;
 */
export async function* sqlChunks(table: SqlSource, rows: number): AsyncGenerator<DataFrame, void> {
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-sql-"), "sql");
  try {
    const path = await makeResult(folder, ["select * from rows"], [], { rows: table }, true);
    const pl = loadPolars();
    const scan = pl.scanParquet(path);
    const counted = await scan.select(pl.len().alias("rows")).collect();
    const height = Number(counted.getColumn("rows").get(0));
    for (let start = 0; start < height; start += rows)
      yield await scan.slice(start, Math.min(rows, height - start)).collect();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a query; its result is a Parquet file in the folder, in memory first unless it `streams`. */
async function makeResult(
  folder: string,
  parts: readonly string[],
  values: readonly SqlValue[],
  tables: SqlTables,
  streams = false,
): Promise<string> {
  const query = sqlText(parts, values, Object.keys(tables));
  const sources = new Map<string, SqlSource>([...Object.entries(tables), ...query.frames]);
  const path = join(folder, "result.parquet");
  await withDuckDb(folder, async ({ api, connection }) => {
    await nameCaller("sql", () => registerSources(connection, sources, folder)).catch((cause: unknown) => {
      throw cause instanceof Error && cause.message.includes('"exception_message"')
        ? sqlError(cause, "", { tables: [] })
        : cause;
    });
    await writeResult(api, connection, query, { path, tables: [...sources.keys()], streams });
  });
  return path;
}

async function writeResult(
  api: DuckDb,
  connection: DuckDBConnection,
  { text, values }: SqlText,
  { path, tables, streams }: { readonly path: string; readonly tables: readonly string[]; readonly streams: boolean },
): Promise<void> {
  const refusal = (cause: unknown, offset: number): Error => sqlError(cause, text, { tables, offset });
  const parsed = await connection.extractStatements(text).catch((cause: unknown) => {
    throw refusal(cause, 0);
  });
  if (parsed.count !== 1) throw new ArgumentError(`sql: there are ${parsed.count} statements; a cell runs one query`);
  // The first word decides before the engine sees the statement: it makes the folder of `export database` in preparing.
  if (!beginsQuery(text)) throw notQuery();
  const prepared = await parsed.prepare(0).catch((cause: unknown) => {
    throw refusal(cause, 0);
  });
  if (prepared.statementType !== api.StatementType.SELECT) throw notQuery();
  const bound = values.map((value) => boundValue(api, value));
  const types = values.map((value) => boundType(api, value));
  const looked = await connection.stream(text, bound, types).catch((cause: unknown) => {
    throw refusal(cause, 0);
  });
  const names = looked.columnNames();
  const casts = looked.columnTypes().map((type, index) => plainType(names[index] ?? "", type));
  const repeated = names.find((name, index) => names.findIndex((other) => same(name, other)) !== index);
  if (repeated !== undefined) {
    throw new ArgumentError(
      `sql: the result has two columns named "${repeated}"; choose columns, or rename one with "as"`,
    );
  }
  if (!streams) {
    await connection.run(`${beginning}${text.replace(/;\s*$/, "")}`, bound, types).catch((cause: unknown) => {
      throw refusal(cause, beginning.length);
    });
  }
  const source = streams ? `(${text})` : '"the result"';
  const columns = names.map((name, index) => {
    const type = casts[index];
    if (type === undefined) return quoted(name);
    // A string in JSON would keep its quotes.
    const value = type === "JSON" ? `${quoted(name)} ->> '$'` : `cast(${quoted(name)} as ${type})`;
    return `${value} as ${quoted(name)}`;
  });
  const target = path.replaceAll("'", "''");
  await connection
    .run(`copy (select ${columns.join(", ")} from ${source}) to '${target}' (format parquet, compression snappy)`)
    .catch((cause: unknown) => {
      throw sqlError(cause, "", { tables });
    });
}

/** Whether the first word, after comments and parentheses, begins a query. */
function beginsQuery(text: string): boolean {
  const [, word = ""] = /^(?:\s|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*([a-z]*)/i.exec(text) ?? [];
  return /^(select|with|from|values|table)$/i.test(word);
}

function notQuery(): ArgumentError {
  return new ArgumentError("sql: only queries are run; begin the statement with select, with or from");
}

/**
 * What a type is written as where Parquet or the frame has no such type: sums of integers are 128 bits wide, and
 * refused beyond 64.
 */
function plainType(name: string, type: DuckDBType): string | undefined {
  if (type.alias === "JSON") return "JSON";
  const written = type.toString();
  if (/^(BLOB|GEOMETRY)$/.test(written)) {
    throw new ArgumentError(
      `sql: column "${name}" is ${written}, which a frame cannot hold; write hex(${name}) or leave it out`,
    );
  }
  const plain = written.replaceAll(
    /("(?:[^"]|"")*"|'(?:[^']|'')*')|\b(?:U?HUGEINT)\b|\b(?:UUID|INTERVAL|BIT|BIGNUM|TIME WITH TIME ZONE)\b/g,
    (found, literal: string | undefined) => literal ?? (found.endsWith("HUGEINT") ? "BIGINT" : "VARCHAR"),
  );
  return plain === written ? undefined : plain;
}

function boundValue(api: DuckDb, value: BoundValue): DuckDBValue {
  if (value instanceof Date) return new api.DuckDBTimestampValue(BigInt(value.getTime()) * 1000n);
  return Number.isInteger(value) ? BigInt(value as number) : value;
}

function boundType(api: DuckDb, value: BoundValue): DuckDBType {
  if (value === null) return api.SQLNULL;
  if (value instanceof Date) return api.TIMESTAMP;
  switch (typeof value) {
    case "string":
      return api.VARCHAR;
    case "boolean":
      return api.BOOLEAN;
    case "bigint":
      return BigInt.asIntN(64, value) === value ? api.BIGINT : api.HUGEINT;
    default:
      return Number.isInteger(value) ? api.BIGINT : api.DOUBLE;
  }
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
