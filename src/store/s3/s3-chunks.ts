import { CuadernoError, FailedError } from "../../core/errors.js";
import { toFailure } from "../../http/http-error.js";
import { checkKey } from "../check-key.js";
import { Md5Check } from "../md5-check.js";
import type { ChunkRange } from "../store.js";
import type { S3Connection } from "./s3-connection.js";
import { requestRange } from "./s3-range.js";

/**
 * The bytes of an object as they arrive, all of one version. A body that breaks off or stops is not retried by the SDK:
 * it is requested again from the byte where it ended. A complete object is checked against its MD5.
 */
export async function* s3Chunks(
  connection: S3Connection,
  key: string,
  { start = 0, end, version, reuse }: ChunkRange = {},
): AsyncGenerator<Uint8Array> {
  const { bucket, caller, signal, timeoutMs, toError } = connection;
  checkKey(key, `s3://${bucket}`, caller);
  const retries = connection.retries(key);
  let [next, last, tag] = [start, end, version];
  let check: Md5Check | undefined;
  while (last === undefined || next < last) {
    try {
      const range = await requestRange(connection, key, { start: next, end: last, version: tag });
      if (range === undefined) return;
      last = Math.min(last ?? range.total, range.total);
      tag = range.version;
      if (next === 0 && last === range.total) check = Md5Check.of(range.md5, range.total);
      for await (const chunk of range.chunks(reuse)) {
        if (signal?.aborted) throw Object.assign(new Error("interrupted"), { name: "AbortError" });
        next += chunk.length;
        retries.reset();
        check?.update(chunk);
        yield chunk;
      }
    } catch (cause) {
      if (cause instanceof CuadernoError && !isInvalidResponse(cause)) throw cause;
      await retries.wait({
        ...toFailure(cause, timeoutMs),
        toError: () => (cause instanceof CuadernoError ? cause : toError(cause, { verb: "read", key })),
      });
    }
  }
  const mismatch = check?.findMismatch();
  if (mismatch !== undefined) {
    throw new FailedError(`${caller}: s3://${bucket}/${key}: wrong checksum: ${mismatch}; read it again`);
  }
}

/** Whether an error is that of a response which a later try may correct. */
export function isInvalidResponse(error: CuadernoError): boolean {
  return (error.cause as Error | undefined)?.name === "InvalidResponse";
}
