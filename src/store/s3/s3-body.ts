import type { Readable } from "node:stream";

/**
 * The chunks of a response body; when none arrives for `timeoutMs` the body ends in a TimeoutError. The time that the
 * reader takes does not count.
 */
export async function* s3Body(body: unknown, timeoutMs: number): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  const stream = body as Readable;
  let isWaiting = true;
  const timer = setTimeout(() => {
    if (!isWaiting) timer.refresh();
    else stream.destroy(Object.assign(new Error(`nothing arrived for ${timeoutMs} ms`), { name: "TimeoutError" }));
  }, timeoutMs);
  try {
    for await (const chunk of stream) {
      isWaiting = false;
      yield chunk as Uint8Array;
      isWaiting = true;
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
  }
}
