import { randomUUID } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as wait } from "node:timers/promises";
import { contentHash } from "../core/content-hash.js";
import { AccessError, CuadernoError, EnvironmentError, InterruptedError, NotFoundError } from "../core/errors.js";
import { checkNoCredentials, retryAfterMs } from "./fetch-bytes.js";
import { redactUrl } from "./redact-url.js";
import { announcedLength, bodyKind, type ResumePoint, resumeHeaders, validatorOf } from "./resume-point.js";

/** How a download behaves. */
export interface DownloadOptions {
  /** Tries after the first; default 3. Each waits twice as long as the one before. */
  readonly retries?: number;
  /** First wait between two tries in milliseconds; default 500. */
  readonly retryDelayMs?: number;
  /** Longest wait for the answer's headers, and between two pieces of its body, in milliseconds; default 20,000. */
  readonly timeoutMs?: number;
  /** Keep what has come when the download ends early, and go on there the next time; default false. Tries of one call always go on. */
  readonly resume?: boolean;
  /** Called as bytes arrive; `total` is undefined when the server does not say. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fetches an address into a file and gives the number of bytes written.
 *
 * The file appears whole or not at all: the bytes go to a temporary neighbour, their number is checked against what the server
 * announced, and only then is it renamed. Broken connections, time-outs and answers 408, 429 and 5xx are tried again, after the time that
 * the server asks for when it does. A body that was cut is gone on with where the server can, and says that it is still the same.
 */
export async function downloadFile(url: string, path: string, options: DownloadOptions = {}): Promise<number> {
  const { retries = 3, retryDelayMs = 500, resume = false, signal } = options;
  checkNoCredentials(url, "downloadFile");
  const begun = join(dirname(path), `.${basename(path)}.${resume ? contentHash(url).slice(0, 12) : randomUUID()}.part`);
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await tryDownload(url, path, begun, options);
      } catch (thrown) {
        if (signal?.aborted)
          throw new InterruptedError(`downloadFile: stopped while fetching ${redactUrl(url)}`, { cause: thrown });
        if (thrown instanceof CuadernoError && !(thrown instanceof RetryableError)) throw thrown;
        const askedMs = thrown instanceof RetryableError ? thrown.askedMs : undefined;
        if (attempt >= retries || (askedMs ?? 0) > longestWaitMs) throw giveUp(url, attempt + 1, thrown);
        const delay = askedMs ?? retryDelayMs * 2 ** attempt;
        await wait(delay, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      }
    }
  } finally {
    if (!resume || !existsSync(markPath(begun))) await rm(begun, { force: true });
    if (!resume) await rm(markPath(begun), { force: true });
  }
}

/** Longest wait that a server may ask for. */
const longestWaitMs = 60_000;

async function tryDownload(url: string, path: string, begun: string, options: DownloadOptions): Promise<number> {
  const { timeoutMs = 20_000, onProgress, signal } = options;
  const silence = new AbortController();
  const alarm = setTimeout(() => silence.abort(new Error(`no answer for ${timeoutMs} ms`)), timeoutMs);
  const stop = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]);
  try {
    const point = await resumePoint(begun);
    const headers = point === undefined ? {} : resumeHeaders(point);
    const response = await fetch(url, { headers, signal: stop, redirect: "follow" });
    const kind = bodyKind(response.status, response.headers, point?.length ?? 0);
    if (response.status === 416 || kind === "unfit") {
      await rm(markPath(begun), { force: true });
      throw new RetryableError(`${redactUrl(url)} has another part than asked for`);
    }
    refuseBadStatus(response, url);
    if (response.body === null) throw new RetryableError(`${redactUrl(url)} answered with an empty body`);
    const announced = announcedLength(response.status, response.headers);
    let received = kind === "rest" ? (point?.length ?? 0) : 0;
    await mkdir(dirname(path), { recursive: true });
    const validator = validatorOf(response.headers);
    if (validator === undefined) await rm(markPath(begun), { force: true });
    else await writeFile(markPath(begun), validator);
    const counted = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const piece of body) {
        alarm.refresh();
        received += piece.length;
        onProgress?.(received, announced);
        yield piece;
      }
    };
    const file = createWriteStream(begun, { flags: kind === "rest" ? "a" : "w" });
    await pipeline(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), counted, file, { signal: stop });
    if (announced !== undefined && received !== announced) {
      if (received > announced) await rm(markPath(begun), { force: true });
      throw new RetryableError(`${redactUrl(url)} announced ${announced} bytes and sent ${received}`);
    }
    await rename(begun, path);
    await rm(markPath(begun), { force: true });
    return received;
  } catch (thrown) {
    throw silence.signal.aborted && !signal?.aborted ? new RetryableError(silence.signal.reason.message) : thrown;
  } finally {
    clearTimeout(alarm);
  }
}

/** Beside the bytes that have come stands the mark of the file they are from. */
function markPath(begun: string): string {
  return `${begun}.mark`;
}

async function resumePoint(begun: string): Promise<ResumePoint | undefined> {
  const [found, validator] = await Promise.all([
    stat(begun).catch(() => undefined),
    readFile(markPath(begun), "utf8").catch(() => undefined),
  ]);
  return found === undefined || found.size === 0 || validator === undefined
    ? undefined
    : { length: found.size, validator };
}

function refuseBadStatus(response: Response, url: string): void {
  const { status } = response;
  if (response.ok) return;
  if (status === 404 || status === 410)
    throw new NotFoundError(`downloadFile: ${redactUrl(url)} does not exist (answer ${status}); check the address`);
  if (status === 401 || status === 403) {
    throw new AccessError(
      `downloadFile: ${redactUrl(url)} refused (answer ${status}); it may need an account or another address`,
    );
  }
  if (status === 408 || status === 429 || status >= 500) {
    throw new RetryableError(`${redactUrl(url)} answered ${status}`, retryAfterMs(response.headers));
  }
  throw new EnvironmentError(`downloadFile: ${redactUrl(url)} answered ${status}`);
}

class RetryableError extends CuadernoError {
  /** The wait that the server asks for. */
  readonly askedMs: number | undefined;

  constructor(message: string, askedMs?: number) {
    super("environment", message);
    this.askedMs = askedMs;
  }
}

function giveUp(url: string, tries: number, thrown: unknown): EnvironmentError {
  if ((thrown as NodeJS.ErrnoException).code === "ENOSPC") {
    return new EnvironmentError(
      `downloadFile: the disk is full while saving ${redactUrl(url)}; free some space and try again`,
      {
        cause: thrown,
      },
    );
  }
  const cause = (thrown as { cause?: { code?: string; message?: string } }).cause;
  const reason = cause?.code ?? cause?.message ?? (thrown instanceof Error ? thrown.message : String(thrown));
  const times = tries === 1 ? "once" : `${tries} times`;
  return new EnvironmentError(
    `downloadFile: could not fetch ${redactUrl(url)}, tried ${times}: ${reason}; check the network`,
    {
      cause: thrown,
    },
  );
}
