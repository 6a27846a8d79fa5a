import { createRequire } from "node:module";
import * as zlib from "node:zlib";
import { errorMessage } from "../../core/error-message.js";
import { EnvironmentError, FormatError } from "../../core/errors.js";
import { gunzipIfNeeded, maxUnpacked, tooLarge } from "./gunzip-if-needed.js";

type Zstd = (bytes: Uint8Array, options?: { readonly maxOutputLength: number }) => Uint8Array;

// Node has it from 22.15 on, so its types here do not.
const native = zlib as unknown as Partial<Record<"zstdCompressSync" | "zstdDecompressSync", Zstd>>;
const require = createRequire(import.meta.url);

/**
 * The bytes unpacked when they are gzip or Zstandard, by their first bytes, else as they are. Zstandard is unpacked by
 * Node where it can, else in JavaScript.
 */
export function unpackIfNeeded(bytes: Uint8Array, uri: string, limit: number = maxUnpacked(bytes)): Uint8Array {
  const isZstd = bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
  if (!isZstd) return gunzipIfNeeded(bytes, uri, limit);
  try {
    return native.zstdDecompressSync?.(bytes, { maxOutputLength: limit }) ?? unpackZstd(bytes, uri, limit);
  } catch (cause) {
    if ((cause as { readonly code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limit, uri);
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(
      `readTable: ${uri} cannot be unpacked as Zstandard (${errorMessage(cause)}); it is cut short or damaged: fetch it again`,
      { cause },
    );
  }
}

/** The bytes packed with Zstandard, which needs Node 22.15 or later. */
export function packZstd(bytes: Uint8Array, uri: string): Uint8Array {
  if (native.zstdCompressSync !== undefined) return native.zstdCompressSync(bytes);
  throw new EnvironmentError(
    `writeTable: ${uri} is packed with Zstandard, which Node ${process.versions.node} cannot do; use Node 22.15 or later, or gzip`,
  );
}

function unpackZstd(bytes: Uint8Array, uri: string, limit: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const decoder = new (fzstd().Decompress)((piece) => {
    length += piece.length;
    if (length > limit) throw tooLarge(limit, uri);
    pieces.push(piece);
  });
  decoder.push(bytes, true);
  return Buffer.concat(pieces);
}

function fzstd(): typeof import("fzstd") {
  return require("fzstd") as typeof import("fzstd");
}
