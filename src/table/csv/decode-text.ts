import { isUtf8 } from "node:buffer";
import { FormatError } from "../../core/errors.js";

/** How the bytes of a text file encode characters. */
export type TextEncoding = "utf-8" | "latin1" | "windows-1252" | "utf-16le" | "utf-16be";

const chunk = 1 << 24;

/**
 * The bytes of a string as UTF-8. Bytes that are not UTF-8 although they should be are refused with their offset and
 * line, and the encoding to pass; they are never replaced by a question mark.
 */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding, uri: string, linesBefore = 0): Uint8Array {
  if (encoding === "utf-8") {
    if (isUtf8(bytes)) return bytes;
    throw notUtf8(bytes, uri, linesBefore);
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  const parts: Uint8Array[] = [];
  const encoder = new TextEncoder();
  try {
    for (let start = 0; start < bytes.length; start += chunk) {
      parts.push(encoder.encode(decoder.decode(bytes.subarray(start, start + chunk), { stream: true })));
    }
    parts.push(encoder.encode(decoder.decode()));
  } catch (cause) {
    throw new FormatError(`readTable: ${uri} is not ${encoding}; pass the encoding it was saved in`, { cause });
  }
  return Buffer.concat(parts);
}

function notUtf8(bytes: Uint8Array, uri: string, linesBefore: number): FormatError {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || bytes.subarray(0, 100).includes(0)) {
    return new FormatError(`readTable: ${uri} is not UTF-8, it looks like UTF-16; pass encoding: "utf-16le"`);
  }
  const offset = firstInvalidOffset(bytes);
  let line = 1 + linesBefore;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line += 1;
  const value = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, "0");
  return new FormatError(
    `readTable: ${uri} is not UTF-8: byte ${value} ${linesBefore === 0 ? `at offset ${offset}, ` : "in "}line ${line}; pass encoding: "windows-1252" (or "latin1") when it was saved so`,
  );
}

/**
 * The longest prefix that is UTF-8 once up to three bytes of a cut character are set aside ends where the damage
 * begins.
 */
function firstInvalidOffset(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (high - low > 8) {
    const middle = (low + high) >> 1;
    if ([0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, middle - cut)))) low = middle - 3;
    else high = middle;
  }
  for (let end = Math.max(low, 0); end < bytes.length; end++) {
    const starts = [1, 2, 3, 4].some(
      (width) => isUtf8(bytes.subarray(end, end + width)) && end + width <= bytes.length,
    );
    if (isUtf8(bytes.subarray(0, end)) && !starts) return end;
  }
  return bytes.length - 1;
}
