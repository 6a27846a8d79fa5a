import { checkSqlOptions, type SqlReadOptions } from "../../sources/sql/sql-frames.js";

/** A table or query of a database, for `sql`. */
export type RemoteTableOptions = SqlReadOptions;

/** A table of `sql` that is read from a database when the query runs. */
export interface RemoteTable {
  readonly kind: "remote-table";
  readonly options: RemoteTableOptions;
}

/**
 * A table or query of a database that joins with local tables in `sql`: nothing is read until the query runs, and then
 * batch by batch through a Parquet file, so that the result need not fit into memory. The database computes its own
 * query: reduce there what is large.
 *
 * @throws ArgumentError for unknown options and for a query that does more than reading.
 * @example
 *   const trips = remoteTable({
 *     database: "sc://spark:15002",
 *     query: "select zone, count(*) as trips from trips group by zone",
 *   });
 *   const named = await sql({ trips, zones: "zones.csv" })`select name, trips from trips join zones using (zone)`;
 */
export function remoteTable(options: RemoteTableOptions): RemoteTable {
  checkSqlOptions("remoteTable", options);
  return { kind: "remote-table", options: { ...options } };
}

/** Whether a value was made by `remoteTable`. */
export function isRemoteTable(value: unknown): value is RemoteTable {
  return value !== null && typeof value === "object" && "kind" in value && value.kind === "remote-table";
}
