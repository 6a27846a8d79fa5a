import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import type { TableSchema } from "../../table/schema/schema.js";
import type { SchemaFrame } from "../../table/schema/schema-frame.js";
import { checkSqlOptions, type SqlReadOptions } from "./sql-frames.js";
import { fetchSql, type SqlTableOptions } from "./sql-table.js";

/** Table or query to read as one frame. */
export type ReadSqlOptions = SqlReadOptions & Pick<SqlTableOptions, "extra">;

/**
 * A table, view or query of MySQL, MariaDB, PostgreSQL, SQLite, Spark Connect or Athena as one frame, with the types of
 * `sqlTable` or those of the schema.
 *
 * @throws ArgumentError for a query that does more than reading; see `sqlTable` for what the session prevents.
 * @example await readSql({ database: "sqlite:shop.db", query: "select * from film where length > ?", parameters: [90] })
 */
export function readSql<S extends TableSchema>(
  options: ReadSqlOptions & { readonly schema: S },
): Promise<SchemaFrame<S>>;
export function readSql(options: ReadSqlOptions): Promise<DataFrame>;
export async function readSql(options: ReadSqlOptions): Promise<DataFrame> {
  checkSqlOptions("readSql", options, ["extra"]);
  const result = await fetchSql(options, {}, "readSql");
  if (result.kind === "rows") return result.frame;
  throw new FormatError("readSql: the database returned no rows; check the query and its conditions");
}
