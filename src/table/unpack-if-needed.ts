import * as zlib from "node:zlib";
import { errorMessage } from "../core/error-message.js";
import { EnvironmentError, FormatError } from "../core/errors.js";
import { gunzipIfNeeded } from "./gunzip-if-needed.js";

type Zstd = (bytes: Uint8Array) => Buffer;

/** The bytes unpacked when they are gzip or Zstandard, by their first bytes, else as they are. Zstandard needs Node 22.15 or later. */
export function unpackIfNeeded(bytes: Uint8Array, place: string): Uint8Array {
  const isZstd = bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
  if (!isZstd) return gunzipIfNeeded(bytes, place);
  try {
    return zstd("zstdDecompressSync", `readTable: ${place}`)(bytes);
  } catch (cause) {
    if (cause instanceof EnvironmentError) throw cause;
    throw new FormatError(
      `readTable: ${place} cannot be unpacked as Zstandard (${errorMessage(cause)}); it is cut short or damaged: fetch it again`,
      { cause },
    );
  }
}

/** The bytes packed with Zstandard. */
export function packZstd(bytes: Uint8Array, place: string): Uint8Array {
  return zstd("zstdCompressSync", `writeTable: ${place}`)(bytes);
}

function zstd(name: "zstdCompressSync" | "zstdDecompressSync", who: string): Zstd {
  const found = (zlib as unknown as Partial<Record<string, Zstd>>)[name];
  if (found !== undefined) return found;
  throw new EnvironmentError(
    `${who} is packed with Zstandard, which Node ${process.versions.node} cannot do; use Node 22.15 or later, or gzip`,
  );
}
