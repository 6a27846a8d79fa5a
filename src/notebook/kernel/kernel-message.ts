import { createHmac, timingSafeEqual } from "node:crypto";
import { FormatError } from "../../core/errors.js";
import type { Json, JsonObject } from "../../core/json.js";

/** One message of the Jupyter protocol. */
export interface KernelMessage {
  readonly header: KernelMessageHeader;
  /** The header of the request that this message belongs to; empty when there is none. */
  readonly parent_header: Partial<KernelMessageHeader>;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
}

/** Sender, type and time of a message. */
export interface KernelMessageHeader {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

const delimiter = Buffer.from("<IDS|MSG>");

/** The frames that go over the wire: delimiter, HMAC-SHA256 of the four JSON frames under `key`, the four frames. */
export function encodeKernelMessage(message: KernelMessage, key: string): readonly Buffer[] {
  const frames = [message.header, message.parent_header, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return signKernelFrames(frames, key);
}

/** Delimiter and signature before the four frames of a message, which are JSON. */
export function signKernelFrames(frames: readonly Buffer[], key: string): readonly Buffer[] {
  return [delimiter, Buffer.from(signature(frames, key)), ...frames];
}

/**
 * The message that frames from the wire hold. Any number of routing or topic frames may precede the delimiter.
 * Refuses frames without delimiter, with a wrong signature, or that are not JSON.
 */
export function decodeKernelMessage(frames: readonly Uint8Array[], key: string): KernelMessage {
  const start = frames.findIndex((frame) => delimiter.equals(frame));
  if (start < 0)
    throw new FormatError("decodeKernelMessage: no <IDS|MSG> among the frames; read the messages of a Jupyter kernel");
  const [signed, ...rest] = frames
    .slice(start + 1)
    .map((frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.length));
  const parts = rest.slice(0, 4);
  if (signed === undefined || parts.length < 4) {
    throw new FormatError(
      `decodeKernelMessage: ${rest.length} frames after the signature, needs 4; read the messages of a Jupyter kernel`,
    );
  }
  const expected = Buffer.from(signature(parts, key));
  if (key !== "" && (signed.length !== expected.length || !timingSafeEqual(signed, expected))) {
    throw new FormatError("decodeKernelMessage: wrong signature; the message does not come from this kernel");
  }
  const [header, parent, metadata, content] = parts.map((part) => parsePart(part));
  if (typeof header?.msg_type !== "string")
    throw new FormatError("decodeKernelMessage: the header names no msg_type; read the messages of a Jupyter kernel");
  return { header, parent_header: parent, metadata, content } as unknown as KernelMessage;
}

function parsePart(part: Buffer): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(part.toString("utf8")) as Json;
  } catch (cause) {
    throw new FormatError(
      `decodeKernelMessage: a frame is not JSON: ${(cause as Error).message}; read the messages of a Jupyter kernel`,
      { cause },
    );
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new FormatError(
      `decodeKernelMessage: a frame: expected a JSON object, got ${JSON.stringify(value).slice(0, 40)}; read the messages of a Jupyter kernel`,
    );
  }
  return value as JsonObject;
}

function signature(frames: readonly Buffer[], key: string): string {
  if (key === "") return "";
  const hash = createHmac("sha256", key);
  for (const frame of frames) hash.update(frame);
  return hash.digest("hex");
}
