import type { DataFrame } from "nodejs-polars";
import type { TableSchema } from "../schema/schema.js";
import { validateFrame } from "../schema/validate-frame.js";
import type { ParseParquetOptions } from "./parse-parquet.js";
import { readArrow } from "./read-arrow.js";
import { withConstants } from "./with-constants.js";

/**
 * The table in an Arrow IPC file or stream, checked and typed by its schema; errors name file, column, row and value.
 */
export function parseArrow(
  bytes: Uint8Array,
  schema: TableSchema,
  { uri = "the bytes", constants = {}, ...options }: ParseParquetOptions = {},
): DataFrame {
  const frame = withConstants(readArrow(bytes, uri), schema, constants);
  return validateFrame(frame, schema, { uri, ...options });
}
