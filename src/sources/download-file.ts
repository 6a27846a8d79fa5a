import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as wait } from "node:timers/promises";
import { AccessError, CuadernoError, EnvironmentError, InterruptedError, NotFoundError } from "../core/errors.js";

/** How a download behaves. */
export interface DownloadOptions {
  /** Tries after the first; default 3. Each waits twice as long as the one before. */
  readonly retries?: number;
  /** First wait between two tries in milliseconds; default 500. */
  readonly retryDelayMs?: number;
  /** Longest wait for the answer's headers, and between two pieces of its body, in milliseconds; default 20,000. */
  readonly timeoutMs?: number;
  /** Called as bytes arrive; `total` is undefined when the server does not say. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fetches an address into a file and gives the number of bytes written.
 *
 * The file appears whole or not at all: the bytes go to a temporary neighbour, their number is checked against what the server
 * announced, and only then is it renamed. Broken connections, time-outs and answers 408, 429 and 5xx are tried again.
 */
export async function downloadFile(url: string, path: string, options: DownloadOptions = {}): Promise<number> {
  const { retries = 3, retryDelayMs = 500, signal } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      return await tryDownload(url, path, options);
    } catch (thrown) {
      if (signal?.aborted) throw new InterruptedError(`downloadFile: stopped while fetching ${url}`, { cause: thrown });
      if (thrown instanceof CuadernoError && !(thrown instanceof RetryableError)) throw thrown;
      if (attempt >= retries) throw giveUp(url, attempt + 1, thrown);
      await wait(retryDelayMs * 2 ** attempt, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }
}

async function tryDownload(url: string, path: string, options: DownloadOptions): Promise<number> {
  const { timeoutMs = 20_000, onProgress, signal } = options;
  const silence = new AbortController();
  const alarm = setTimeout(() => silence.abort(new Error(`no answer for ${timeoutMs} ms`)), timeoutMs);
  const stop = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    const response = await fetch(url, { signal: stop, redirect: "follow" });
    refuseBadStatus(response, url);
    if (response.body === null) throw new RetryableError(`${url} answered with an empty body`);
    const announced = announcedLength(response);
    let received = 0;
    const counted = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const piece of body) {
        alarm.refresh();
        received += piece.length;
        onProgress?.(received, announced);
        yield piece;
      }
    };
    await mkdir(dirname(path), { recursive: true });
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
      counted,
      createWriteStream(temporary, { flags: "wx" }),
      {
        signal: stop,
      },
    );
    if (announced !== undefined && received !== announced) {
      throw new RetryableError(`${url} announced ${announced} bytes and sent ${received}`);
    }
    await rename(temporary, path);
    return received;
  } catch (thrown) {
    throw silence.signal.aborted && !signal?.aborted ? new RetryableError(silence.signal.reason.message) : thrown;
  } finally {
    clearTimeout(alarm);
    await rm(temporary, { force: true });
  }
}

function refuseBadStatus(response: Response, url: string): void {
  const { status } = response;
  if (response.ok) return;
  if (status === 404 || status === 410)
    throw new NotFoundError(`downloadFile: ${url} does not exist (answer ${status}); check the address`);
  if (status === 401 || status === 403) {
    throw new AccessError(`downloadFile: ${url} refused (answer ${status}); it may need an account or another address`);
  }
  if (status === 408 || status === 429 || status >= 500) throw new RetryableError(`${url} answered ${status}`);
  throw new EnvironmentError(`downloadFile: ${url} answered ${status}`);
}

/** The announced length counts the bytes on the wire, so it says nothing about a body that was packed for the way. */
function announcedLength(response: Response): number | undefined {
  const length = response.headers.get("content-length");
  if (length === null || response.headers.get("content-encoding") !== null) return undefined;
  return Number(length);
}

class RetryableError extends CuadernoError {
  constructor(message: string) {
    super("environment", message);
  }
}

function giveUp(url: string, tries: number, thrown: unknown): EnvironmentError {
  if ((thrown as NodeJS.ErrnoException).code === "ENOSPC") {
    return new EnvironmentError(`downloadFile: the disk is full while saving ${url}; free some space and try again`, {
      cause: thrown,
    });
  }
  const cause = (thrown as { cause?: { code?: string; message?: string } }).cause;
  const reason = cause?.code ?? cause?.message ?? (thrown instanceof Error ? thrown.message : String(thrown));
  const times = tries === 1 ? "once" : `${tries} times`;
  return new EnvironmentError(`downloadFile: could not fetch ${url}, tried ${times}: ${reason}; check the network`, {
    cause: thrown,
  });
}
