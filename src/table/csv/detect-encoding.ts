import { isUtf8 } from "node:buffer";
import { FormatError } from "../../core/errors.js";
import type { TextEncoding } from "./decode-text.js";

/** Bytes that are not characters of Windows-1252. */
const unused: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * The encoding of a string: what its byte-order mark says, else UTF-8 when every byte fits, else Windows-1252. Refused
 * when the bytes are neither, naming the first that is not.
 */
export function detectEncoding(bytes: Uint8Array, uri: string): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (isUtf8(bytes)) return "utf-8";
  const at = bytes.findIndex((byte) => byte === 0 || unused.has(byte));
  if (at < 0) return "windows-1252";
  const value = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, "0");
  throw new FormatError(
    `readTable: ${uri} is neither UTF-8 nor Windows-1252: byte ${value} at offset ${at}; pass the encoding it was saved in`,
  );
}
