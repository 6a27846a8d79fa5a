import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { FailedError } from "../../core/errors.js";
import { parseContentRange } from "../../http/content-range.js";
import { keepBytes, releaseBuffer } from "./reads/read-buffers.js";
import { s3Body } from "./s3-body.js";
import { getStatus, type S3Connection, unquoteTag } from "./s3-connection.js";
import { getMd5 } from "./s3-object.js";

/** The bytes that are requested of an object. */
export interface RangeRequest {
  readonly start: number;
  /** The byte after the last one; undefined for the end of the object. */
  readonly end: number | undefined;
  /** The ETag that the object must have. */
  readonly version: string | undefined;
}

/** A response whose status, range, length and ETag have been checked. */
export interface ObjectRange {
  /** The byte after the last one of this response. */
  readonly end: number;
  /** Bytes of the complete object. */
  readonly total: number;
  readonly version: string;
  /** See `StoredObject.md5`. */
  readonly md5: string | undefined;
  /**
   * Throws when the body has fewer or more bytes than the range. With `reuse` a chunk is valid until the next one is
   * requested.
   */
  chunks(reuse?: boolean): AsyncGenerator<Uint8Array>;
}

/** Requests a range of an object; undefined when the range starts after the end. */
export async function requestRange(
  { bucket, caller, abort, timeoutMs, attempt }: S3Connection,
  key: string,
  { start, end, version }: RangeRequest,
): Promise<ObjectRange | undefined> {
  const isPart = start > 0 || end !== undefined;
  return attempt({ verb: "read", key }, async (client, { GetObjectCommand, HeadObjectCommand }) => {
    const changed = (cause?: unknown): FailedError =>
      new FailedError(`${caller}: s3://${bucket}/${key} has changed meanwhile; read it again`, { cause });
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(isPart && { Range: `bytes=${start}-${end === undefined ? "" : end - 1}` }),
      IfMatch: version,
    });
    let response: GetObjectCommandOutput;
    try {
      response = await client.send(command, abort);
    } catch (cause) {
      if ((cause as Error).name === "InvalidRange" || getStatus(cause) === 416) return undefined;
      throw getStatus(cause) === 412 ? changed(cause) : cause;
    }
    const tag = unquoteTag(response.ETag);
    if (version !== undefined && tag !== version) {
      discard(response);
      throw tag === "" ? invalidResponse("it has no ETag") : changed();
    }
    const { end: last, total } = checkRange(response, start, end);
    if (total === 0 && isPart) {
      const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), abort);
      if (head.ContentLength !== 0) throw invalidResponse(`it is empty, the object has ${head.ContentLength} bytes`);
    }
    return {
      end: last,
      total,
      version: tag,
      md5: getMd5(bucket, total, response),
      chunks: (reuse = false) => countedChunks(response.Body, last - start, { timeoutMs, reuse }),
    };
  });
}

/** A response that is not what was requested; a later one may be. */
export function invalidResponse(problem: string): Error {
  return Object.assign(new Error(problem), { name: "InvalidResponse" });
}

function checkRange(response: GetObjectCommandOutput, start: number, end: number | undefined) {
  const { ContentRange, ContentLength, $metadata } = response;
  const fail = (problem: string): never => {
    discard(response);
    throw invalidResponse(problem);
  };
  if ($metadata.httpStatusCode === 206) {
    const range = parseContentRange(ContentRange);
    const isRight =
      range?.start === start &&
      range.total !== undefined &&
      range.end <= Math.min(end ?? range.total, range.total) &&
      (ContentLength === undefined || ContentLength === range.end - start);
    const requested = `bytes ${start}-${end === undefined ? "" : end - 1}`;
    return isRight
      ? { end: range.end, total: range.total as number }
      : fail(`expected ${requested}, got "${ContentRange ?? ""}" with ${ContentLength} bytes`);
  }
  if (ContentLength === undefined) return fail("it has no length");
  // A complete object is right where all of it was requested.
  return start === 0 && ContentLength <= (end ?? ContentLength)
    ? { end: ContentLength, total: ContentLength }
    : fail(
        `expected bytes ${start}-${end === undefined ? "" : end - 1}, got the complete object of ${ContentLength} bytes`,
      );
}

async function* countedChunks(
  body: unknown,
  length: number,
  { timeoutMs, reuse }: { readonly timeoutMs: number; readonly reuse: boolean },
): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of s3Body(body, timeoutMs)) {
    count += chunk.length;
    if (count > length) throw invalidResponse(`the body has more than ${length} bytes`);
    yield reuse ? chunk : keepBytes(chunk);
    if (reuse) releaseBuffer(chunk);
  }
  if (count < length) {
    throw Object.assign(new Error(`the body ended after ${count} of ${length} bytes`), { code: "ECONNRESET" });
  }
}

function discard({ Body }: GetObjectCommandOutput): void {
  (Body as { destroy?: (() => void) | undefined } | undefined)?.destroy?.();
}
