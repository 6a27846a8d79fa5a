import type { DataFrame } from "nodejs-polars";
import type { TableSchema } from "../../table/schema/schema.js";
import type { RemoteTable } from "./remote-table.js";

/**
 * What a table of a query is made from: a frame, files by path, URI or glob, files that a schema checks first, or a
 * table of a database.
 */
export type SqlSource =
  | DataFrame
  | string
  | { readonly uri: string | readonly string[]; readonly schema: TableSchema }
  | RemoteTable;
