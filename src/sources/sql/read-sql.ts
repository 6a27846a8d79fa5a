import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import type { SchemaFrame } from "../../table/schema/frame-type.js";
import type { TableSchema } from "../../table/schema/schema.js";
import type { SqlReadOptions } from "./sql-frames.js";
import { type SqlTableOptions, sqlTable } from "./sql-table.js";

/** What is read from a database, whole. */
export type ReadSqlOptions = SqlReadOptions & Pick<SqlTableOptions, "extra">;

/** A table, view or query of MySQL, MariaDB, PostgreSQL or SQLite as one frame, typed as `sqlTable` says; with a schema it is checked by it. */
export function readSql<S extends TableSchema>(
  options: ReadSqlOptions & { readonly schema: S },
): Promise<SchemaFrame<S>>;
export function readSql(options: ReadSqlOptions): Promise<DataFrame>;
export async function readSql(options: ReadSqlOptions): Promise<DataFrame> {
  const result = await sqlTable(options).fetch();
  if (result.kind === "rows") return result.frame;
  throw new FormatError("readSql: the database gave no rows to read");
}
