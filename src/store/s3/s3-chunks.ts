import { setTimeout as delay } from "node:timers/promises";
import { FailedError } from "../../core/errors.js";
import { checkKey } from "../check-key.js";
import type { ChunkRange } from "../store.js";
import { s3Body } from "./s3-body.js";
import { plainTag, type S3Connection, statusOf } from "./s3-connection.js";
import { s3Error } from "./s3-error.js";

const attempts = 5;

/**
 * The bytes of an object as they come in, all of one version. A body that breaks off or stands still is not retried by the SDK: it is
 * asked for again from the byte where it ended, until five tries in a row bring nothing.
 */
export async function* s3Chunks(
  connection: S3Connection,
  key: string,
  { start = 0, end, version }: ChunkRange = {},
): AsyncGenerator<Uint8Array> {
  const { bucket, service, abort, signal, timeoutMs } = connection;
  checkKey(key, `s3://${bucket}`);
  let [next, last, tag, failures] = [start, end, version, 0];
  while (last === undefined || next < last) {
    const answer = await ask(connection, key, { start: next, end: last, version: tag });
    if (answer === undefined) return;
    const total = Number(answer.ContentRange?.split("/")[1] ?? answer.ContentLength);
    last = Math.min(last ?? total, total);
    tag = plainTag(answer.ETag);
    try {
      for await (const chunk of s3Body(answer.Body, timeoutMs)) {
        signal?.throwIfAborted();
        next += chunk.length;
        failures = 0;
        yield chunk;
      }
      if (next < last)
        throw Object.assign(new Error(`the answer ended at byte ${next} of ${last}`), { code: "ECONNRESET" });
    } catch (cause) {
      failures += 1;
      if (signal?.aborted || failures >= attempts) {
        const reason = signal?.aborted ? Object.assign(new Error("stopped"), { name: "AbortError" }) : cause;
        throw s3Error(reason, { verb: "read", bucket, key, service });
      }
      await delay(100 * 2 ** failures, undefined, { ...(abort.abortSignal && { signal: abort.abortSignal }) }).catch(
        () => undefined,
      );
    }
  }
}

async function ask(
  { bucket, abort, attempt }: S3Connection,
  key: string,
  { start = 0, end, version }: Partial<Wanted>,
) {
  const isWhole = start === 0 && end === undefined;
  return attempt({ verb: "read", key }, async (client, { GetObjectCommand }) => {
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(!isWhole && { Range: `bytes=${start}-${end === undefined ? "" : end - 1}` }),
      ...(version !== undefined && { IfMatch: version }),
    });
    try {
      return await client.send(command, abort);
    } catch (cause) {
      if ((cause as Error).name === "InvalidRange" || statusOf(cause) === 416) return undefined;
      if (statusOf(cause) !== 412) throw cause;
      throw new FailedError(`store: s3://${bucket}/${key} has changed meanwhile; read it again`, {
        cause,
      });
    }
  });
}

interface Wanted {
  readonly start: number;
  readonly end: number | undefined;
  readonly version: string | undefined;
}
