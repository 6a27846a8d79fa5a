import type { DataFrame } from "nodejs-polars";
import type { TableSchema } from "../../table/schema/schema.js";

/** What a table of a query is made from: a frame, files by path, URI or glob, or files that a schema checks first. */
export type SqlSource = DataFrame | string | { readonly uri: string | readonly string[]; readonly schema: TableSchema };
