import { gunzipSync } from "node:zlib";
import { FormatError } from "../../core/errors.js";

/**
 * How many bytes a packed file may become in memory: 100 times its size, or 512 MB where that is more. Tables become 3
 * to 30 times as large; a file made to exhaust the memory becomes 1,000 times as large.
 */
export function maxUnpacked(bytes: Uint8Array): number {
  return Math.max(100 * bytes.length, 512 * 1024 * 1024);
}

/** The error for a file that becomes larger than the limit. */
export function tooLarge(limit: number, uri: string): FormatError {
  const megabytes = Math.round(limit / 1024 ** 2);
  return new FormatError(
    `readTable: ${uri} unpacks to more than ${megabytes} MB, over 100 times its size; read it with readChunks, or unpack it first`,
  );
}

/**
 * The bytes unpacked when they are gzip, by their first bytes or because the name ends in .gz, else as they are. (What
 * comes over HTTP may have been unpacked on the way, whatever its name.)
 */
export function gunzipIfNeeded(bytes: Uint8Array, uri: string, limit: number = maxUnpacked(bytes)): Uint8Array {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip && (!/\.gz$/i.test(uri) || /^https?:/i.test(uri))) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as { readonly code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limit, uri);
    throw new FormatError(
      `readTable: ${uri} cannot be unpacked as gzip (${(cause as Error).message}); it is cut short, damaged or not gzip: fetch it again`,
      { cause },
    );
  }
}
