import type { DataFrame, DataType } from "nodejs-polars";
import type { TableSchema } from "./schema.js";

/** A frame whose columns the compiler knows by name: those of the schema. */
export type SchemaFrame<S extends TableSchema> = DataFrame<{ [Name in keyof S["columns"] & string]: DataType }>;
