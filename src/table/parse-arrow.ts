import type { DataFrame } from "nodejs-polars";
import { errorMessage } from "../core/error-message.js";
import { FormatError } from "../core/errors.js";
import { loadPolars } from "./load-polars.js";
import type { ParseParquetOptions } from "./parse-parquet.js";
import type { TableSchema } from "./schema.js";
import { validateFrame } from "./validate-frame.js";
import { withConstants } from "./with-constants.js";

/** The table in an Arrow IPC file or stream, checked and typed by its schema; errors name file, column, row and value. */
export function parseArrow(
  bytes: Uint8Array,
  schema: TableSchema,
  { place = "the bytes", constants = {}, ...options }: ParseParquetOptions = {},
): DataFrame {
  const frame = withConstants(readFrame(bytes, place), schema, constants);
  return validateFrame(frame, schema, { place, ...options });
}

function readFrame(bytes: Uint8Array, place: string): DataFrame {
  const pl = loadPolars();
  const isFile = new TextDecoder("latin1").decode(bytes.subarray(0, 6)) === "ARROW1";
  const isStream = bytes[0] === 0xff && bytes[1] === 0xff && bytes[2] === 0xff && bytes[3] === 0xff;
  if (!isFile && !isStream) {
    throw new FormatError(`readTable: ${place} is not Arrow: it begins neither with ARROW1 nor as a stream`);
  }
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return isFile ? pl.readIPC(view) : pl.readIPCStream(view);
  } catch (cause) {
    throw new FormatError(
      `readTable: ${place} is Arrow that cannot be read (${errorMessage(cause)}); it is cut short or damaged: write it again`,
      { cause },
    );
  }
}
