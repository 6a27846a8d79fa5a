import { CuadernoError } from "../../core/errors.js";
import { mapConcurrently } from "../../core/map-concurrently.js";
import { toFailure } from "../../http/http-error.js";
import { Md5Check } from "../md5-check.js";
import { isInvalidResponse } from "./s3-chunks.js";
import type { S3Connection } from "./s3-connection.js";
import { invalidResponse, type ObjectRange, type RangeRequest, requestRange } from "./s3-range.js";

const rangeBytes = 8 * 1024 * 1024;
const concurrency = 4;

/**
 * The bytes of an object: in one request when it is small, else in ranges, four at a time, all of one version. Every
 * range is checked, and requested again when it is not right; a complete object is checked against its MD5.
 */
export async function readObject(connection: S3Connection, key: string): Promise<Uint8Array> {
  const first = await readRange(connection, key, { start: 0, end: rangeBytes, version: undefined });
  if (first === undefined) return new Uint8Array(0);
  if (first.total <= rangeBytes) return first.bytes;
  const { total, version, md5 } = first;
  const object = new Uint8Array(total);
  object.set(first.bytes);
  const starts = Array.from({ length: Math.ceil(total / rangeBytes) - 1 }, (_, index) => (index + 1) * rangeBytes);
  await mapConcurrently(starts, concurrency, async (start) => {
    const part = await readRange(connection, key, { start, end: Math.min(start + rangeBytes, total), version });
    if (part !== undefined) object.set(part.bytes, start);
  });
  const check = Md5Check.of(md5, total);
  check?.update(object);
  const mismatch = check?.findMismatch();
  if (mismatch !== undefined) throw connection.toError(invalidResponse(mismatch), { verb: "read", key });
  return object;
}

/** One range, complete; undefined when it starts after the end of the object. */
async function readRange(
  connection: S3Connection,
  key: string,
  request: RangeRequest,
): Promise<(ObjectRange & { readonly bytes: Uint8Array }) | undefined> {
  const retries = connection.retries(key);
  const { end = 0 } = request;
  for (;;) {
    try {
      const range = await requestRange(connection, key, request);
      if (range === undefined) return undefined;
      const bytes = new Uint8Array(range.end - request.start);
      let filled = 0;
      for await (const chunk of range.chunks(true)) {
        bytes.set(chunk, filled);
        filled += chunk.length;
      }
      if (range.end < Math.min(end, range.total)) throw invalidResponse(`it ends at byte ${range.end} of ${end}`);
      const check = bytes.length === range.total ? Md5Check.of(range.md5, range.total) : undefined;
      check?.update(bytes);
      const mismatch = check?.findMismatch();
      if (mismatch !== undefined) throw invalidResponse(mismatch);
      return { ...range, bytes };
    } catch (cause) {
      if (cause instanceof CuadernoError && !isInvalidResponse(cause)) throw cause;
      await retries.wait({
        ...toFailure(cause, connection.timeoutMs),
        toError: () => (cause instanceof CuadernoError ? cause : connection.toError(cause, { verb: "read", key })),
      });
    }
  }
}
