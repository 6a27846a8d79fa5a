import { setTimeout as delay } from "node:timers/promises";
import { errorMessage } from "../core/error-message.js";
import {
  AccessError,
  CuadernoError,
  EnvironmentError,
  FailedError,
  InterruptedError,
  NotFoundError,
  TimeoutError,
} from "../core/errors.js";
import { redactUrl } from "../http/redact-url.js";
import type { ChunkRange, Store, StoredObject } from "./store.js";

/** Settings of reading over HTTP. */
export interface HttpStoreOptions {
  /** What keys are put after, for example `https://host/folder/`. */
  readonly base: string;
  /** Time for the beginning of an answer, and between two pieces of it; default 60 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A store that is read over HTTP. */
export interface HttpStore extends Store {
  /** The bytes and their version, or undefined while the server still has the version that is named (a conditional GET). */
  readIfChanged(
    key: string,
    version: string | undefined,
  ): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined>;
}

const attempts = 4;

/**
 * A store that reads addresses below a base over HTTP; it cannot write, and there is no way to list. A body that breaks off is asked
 * for again from where it ended; busy servers (429, 5xx) are asked again after the time they name. The version is the ETag, else the
 * time of the last change.
 */
export function httpStore({ base, timeoutMs = 60_000, signal }: HttpStoreOptions): HttpStore {
  const ask = async (method: "GET" | "HEAD", key: string, headers: Record<string, string>): Promise<Answer> => {
    const url = base + key;
    for (let tries = 1; ; tries++) {
      const idle = idleTimer(timeoutMs, signal);
      try {
        const response = await fetch(url, { method, headers, signal: idle.signal });
        if (tries < attempts && mayPass(response.status)) {
          await response.body?.cancel();
          await delay(retryWait(response, tries), undefined, signal === undefined ? {} : { signal });
          continue;
        }
        const isAnswer = response.ok || [304, 412, 416].includes(response.status);
        if (!isAnswer && !refusesHead(method, response.status)) throw statusError(response.status, url);
        return { response, idle };
      } catch (cause) {
        const refusal = sentence(cause, url, { signal, timeoutMs });
        if (tries === attempts || !(refusal instanceof EnvironmentError)) throw refusal;
        await delay(100 * 2 ** tries);
      } finally {
        idle.stop();
      }
    }
  };

  /** What is known of a key, by HEAD; where that is not allowed, as by a presigned link, by its first byte. */
  const look = async (key: string, headers: Record<string, string>): Promise<Response> => {
    const { response } = await ask("HEAD", key, headers);
    if (!refusesHead("HEAD", response.status)) return response;
    const first = await ask("GET", key, { ...headers, range: "bytes=0-0" });
    await first.response.body?.cancel();
    return first.response;
  };

  async function* readChunks(key: string, { start = 0, end, version }: ChunkRange = {}): AsyncGenerator<Uint8Array> {
    const url = base + key;
    let [next, last, tag, failures] = [start, end, version, 0];
    while (last === undefined || next < last) {
      const isWhole = next === 0 && last === undefined;
      const { response, idle } = await ask("GET", key, {
        "accept-encoding": "identity",
        ...(!isWhole && { range: `bytes=${next}-${last === undefined ? "" : last - 1}` }),
      });
      if (response.status === 416) return;
      const found = versionOf(response);
      if (tag !== undefined && tag !== found) {
        await response.body?.cancel();
        throw new FailedError(`store: ${redactUrl(url)} has changed meanwhile; read it again`);
      }
      tag = found;
      let skip = response.status === 206 ? 0 : next;
      const total = totalOf(response);
      if (total !== undefined) last = Math.min(last ?? total, total);
      try {
        idle.start();
        for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
          idle.start();
          const chunk = piece.subarray(skip, last === undefined ? undefined : skip + last - next);
          skip = Math.max(0, skip - piece.length);
          if (chunk.length === 0) continue;
          next += chunk.length;
          failures = 0;
          yield chunk;
          if (next === last) return;
        }
        if (last === undefined || next >= last) return;
        throw new Error(`the answer ended at byte ${next} of ${last}`);
      } catch (cause) {
        failures += 1;
        const refusal = sentence(cause, url, { signal, timeoutMs });
        if (failures >= attempts || refusal instanceof InterruptedError) throw refusal;
        await delay(100 * 2 ** failures);
      } finally {
        idle.stop();
      }
    }
  }

  const collect = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    return Buffer.concat(parts);
  };
  const readOnly = async (): Promise<never> => {
    throw new AccessError(
      `store: ${redactUrl(base)} is read over HTTP and cannot be written; write to a file or s3://`,
    );
  };

  return {
    name: redactUrl(base),
    readChunks,
    read: (key) => collect(readChunks(key)),
    readIfChanged: async (key, version) => {
      const isDate = version !== undefined && /GMT$/.test(version);
      const condition = isDate ? { "if-modified-since": version } : { "if-none-match": `"${version}", W/"${version}"` };
      const response = await look(key, version === undefined ? {} : { ...condition });
      const now = versionOf(response);
      if (response.status === 304 || (version !== undefined && now === version)) return undefined;
      return { bytes: await collect(readChunks(key, now === "" ? {} : { version: now })), version: now };
    },
    stat: async (key): Promise<StoredObject | undefined> => {
      try {
        const response = await look(key, { "accept-encoding": "identity" });
        return { key, size: totalOf(response) ?? 0, version: versionOf(response) };
      } catch (thrown) {
        if (thrown instanceof NotFoundError) return undefined;
        throw thrown;
      }
    },
    write: readOnly,
    writeChunks: readOnly,
    create: readOnly,
    swap: readOnly,
    remove: readOnly,
    // biome-ignore lint/correctness/useYield: it refuses at the first step, as a listing does
    list: async function* () {
      throw new AccessError(
        `store: ${redactUrl(base)} is read over HTTP, where files cannot be listed; name the files`,
      );
    },
  };
}

interface Answer {
  readonly response: Response;
  readonly idle: IdleTimer;
}

interface IdleTimer {
  readonly signal: AbortSignal;
  /** Begins to count, or begins anew. */
  start(): void;
  stop(): void;
}

function idleTimer(ms: number, outer: AbortSignal | undefined): IdleTimer {
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  const start = (): void => {
    stop();
    timer = setTimeout(() => limit.abort(new DOMException("nothing came in time", "TimeoutError")), ms);
  };
  start();
  return { signal: outer === undefined ? limit.signal : AbortSignal.any([outer, limit.signal]), start, stop };
}

function versionOf({ headers }: Response): string {
  return (headers.get("etag") ?? headers.get("last-modified") ?? "").replace(/^W\//, "").replaceAll('"', "");
}

function totalOf({ status, headers }: Response): number | undefined {
  if (headers.get("content-encoding") !== null) return undefined;
  const total = status === 206 ? headers.get("content-range")?.split("/")[1] : headers.get("content-length");
  return total === undefined || total === null || total === "*" ? undefined : Number(total);
}

function retryWait({ headers }: Response, tries: number): number {
  const asked = Number(headers.get("retry-after") ?? Number.NaN) * 1_000;
  return Number.isFinite(asked) ? Math.min(asked, 30_000) : 200 * 2 ** tries;
}

function mayPass(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

function refusesHead(method: "GET" | "HEAD", status: number): boolean {
  return method === "HEAD" && [403, 405, 501].includes(status);
}

function statusError(status: number, address: string): Error {
  const url = redactUrl(address);
  if (status === 404 || status === 410) return new NotFoundError(`store: nothing at ${url} (status ${status})`);
  if (status === 401 || status === 403)
    return new AccessError(`store: ${url} is not open to this program (status ${status}); a link may have expired`);
  return new FailedError(`store: ${url} answers with status ${status}; try again later`);
}

function sentence(
  cause: unknown,
  address: string,
  { signal, timeoutMs }: { readonly signal: AbortSignal | undefined; readonly timeoutMs: number },
): CuadernoError {
  if (cause instanceof CuadernoError) return cause;
  const url = redactUrl(address);
  if (signal?.aborted) return new InterruptedError(`store: reading ${url} was stopped`, { cause });
  if ((cause as Error).name === "TimeoutError")
    return new TimeoutError(`store: ${url} did not answer within ${timeoutMs} ms`, { cause });
  const { cause: inner } = cause as Error;
  if (/includes credentials/.test(errorMessage(cause))) {
    return new AccessError(`store: the address of ${url} has a name and password in it; ask for a link without`, {
      cause: undefined,
    });
  }
  const reason = inner === undefined ? errorMessage(cause) : `${errorMessage(cause)}, ${errorMessage(inner)}`;
  return new EnvironmentError(`store: cannot reach ${url}: ${reason}; check the address and the network`, { cause });
}
