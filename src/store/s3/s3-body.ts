import type { Readable } from "node:stream";

/** The pieces of an answer's body; when none comes for `timeoutMs` the body ends in an error. Time that the reader takes does not count. */
export async function* s3Body(body: unknown, timeoutMs: number): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  const stream = body as Readable;
  let isWaiting = true;
  const timer = setTimeout(() => {
    if (!isWaiting) timer.refresh();
    else stream.destroy(Object.assign(new Error(`nothing came for ${timeoutMs} ms`), { name: "TimeoutError" }));
  }, timeoutMs);
  try {
    for await (const piece of stream) {
      isWaiting = false;
      yield piece as Uint8Array;
      isWaiting = true;
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
  }
}
