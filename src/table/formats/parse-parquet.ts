import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { loadPolars } from "../load-polars.js";
import type { TableSchema } from "../schema/schema.js";
import type { TableReport } from "../schema/table-report.js";
import { validateFrame } from "../schema/validate-frame.js";
import type { ValidationMode } from "../schema/validation-error.js";
import { matchesChecksum } from "./parquet-checksum.js";
import { unreadableParquet } from "./unreadable-parquet.js";
import { withConstants } from "./with-constants.js";

/** How a Parquet file is read. */
export interface ParseParquetOptions {
  /** The file or URI that errors name; default "the bytes". */
  readonly uri?: string | undefined;
  /** Columns that the schema does not name: "refuse" (default) names them, "ignore" leaves them out. */
  readonly extra?: "refuse" | "ignore" | undefined;
  /** What happens to rows that break a rule; default "refuse". */
  readonly mode?: ValidationMode | undefined;
  /** Values of columns that stand outside the file, by source name: hive partitions. */
  readonly constants?: Readonly<Record<string, string | null>> | undefined;
  /** Gets the account of what was found, once the table is accepted. */
  readonly onReport?: ((report: TableReport) => void) | undefined;
}

/**
 * The table in a Parquet file, checked and typed by its schema; errors name file, column, row (the first is 1) and
 * value.
 */
export function parseParquet(
  bytes: Uint8Array,
  schema: TableSchema,
  { uri = "the bytes", constants = {}, ...options }: ParseParquetOptions = {},
): DataFrame {
  const frame = withConstants(readParquet(bytes, uri), schema, constants);
  return validateFrame(frame, schema, { uri, ...options });
}

/** The table in a Parquet file, in the file's own types. */
export function readParquet(bytes: Uint8Array, uri: string): DataFrame {
  const magic = new TextDecoder("latin1").decode(bytes.subarray(0, 4));
  if (magic !== "PAR1")
    throw new FormatError(
      `readTable: ${uri} is not Parquet: it does not begin with PAR1; check the file, or pass its format`,
    );
  if (!matchesChecksum(bytes)) {
    throw new FormatError(
      `readTable: ${uri} is damaged: its bytes are not those that were written (checksum); take a copy, or write it again`,
    );
  }
  const pl = loadPolars();
  try {
    return pl.readParquet(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    throw unreadableParquet("readTable", uri, cause);
  }
}
