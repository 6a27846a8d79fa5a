import { gunzipSync } from "node:zlib";
import { FormatError } from "../../core/errors.js";

/**
 * The bytes unpacked when they are gzip, by their first bytes or because the name ends in .gz, else as they are. (What
 * comes over HTTP may have been unpacked on the way, whatever its name.)
 */
export function gunzipIfNeeded(bytes: Uint8Array, uri: string): Uint8Array {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip && (!/\.gz$/i.test(uri) || /^https?:/i.test(uri))) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new FormatError(
      `readTable: ${uri} cannot be unpacked as gzip (${(cause as Error).message}); it is cut short, damaged or not gzip: fetch it again`,
      { cause },
    );
  }
}
