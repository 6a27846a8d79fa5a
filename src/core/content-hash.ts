import { sha256 } from "@noble/hashes/sha256";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils";

/**
 * SHA-256 of bytes or of a string (as UTF-8), as 64 hexadecimal digits. Pure JavaScript, so it also runs in a browser.
 *
 * @example contentHash("abc").slice(0, 8) // "ba7816bf"
 */
export function contentHash(content: string | Uint8Array): string {
  return bytesToHex(sha256(typeof content === "string" ? utf8ToBytes(content) : content));
}
