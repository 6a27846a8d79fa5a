import type { DataFrame } from "nodejs-polars";
import { errorMessage } from "../../core/error-message.js";
import { FormatError } from "../../core/errors.js";
import { loadPolars } from "../load-polars.js";

/** The table in an Arrow IPC file or stream, in the file's own types. */
export function readArrow(bytes: Uint8Array, uri: string): DataFrame {
  const pl = loadPolars();
  const isFile = new TextDecoder("latin1").decode(bytes.subarray(0, 6)) === "ARROW1";
  const isStream = bytes[0] === 0xff && bytes[1] === 0xff && bytes[2] === 0xff && bytes[3] === 0xff;
  if (!isFile && !isStream) {
    throw new FormatError(
      `readTable: ${uri} is not Arrow: it begins neither with ARROW1 nor as a stream; check the file, or pass its format`,
    );
  }
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return isFile ? pl.readIPC(view) : pl.readIPCStream(view);
  } catch (cause) {
    throw new FormatError(
      `readTable: ${uri} is Arrow that cannot be read (${errorMessage(cause)}); it is cut short or damaged: write it again`,
      { cause },
    );
  }
}
