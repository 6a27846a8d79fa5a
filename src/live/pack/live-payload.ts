import { deflateRawSync, inflateRawSync } from "node:zlib";
import { FormatError } from "../../core/errors.js";
import { fromContentBytes, type LiveContent, toContentBytes } from "./live-content.js";

/** Maximum size of the content that a page unpacks. */
const mostBytes = 256_000_000;

/** A page's content deflated (RFC 1951) and in base64, as it travels in HTML. */
export function toPayload(content: LiveContent): string {
  return deflateRawSync(toContentBytes(content), { level: 6 }).toString("base64");
}

/**
 * The content of a payload, which may come from a notebook of others: unpacked to a limit, and checked.
 *
 * @throws FormatError for another string.
 */
export function fromPayload(payload: string): LiveContent {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(payload)) throw unreadable();
  let bytes: Uint8Array;
  try {
    bytes = inflateRawSync(Buffer.from(payload, "base64"), { maxOutputLength: mostBytes });
  } catch {
    throw unreadable();
  }
  return fromContentBytes(bytes);
}

function unreadable(): FormatError {
  return new FormatError("live: the data of a live page cannot be unpacked; run the cell again");
}
