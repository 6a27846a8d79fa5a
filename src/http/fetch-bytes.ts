import { setTimeout as wait } from "node:timers/promises";
import {
  AccessError,
  ArgumentError,
  CuadernoError,
  EnvironmentError,
  InterruptedError,
  NotFoundError,
} from "../core/errors.js";
import { PartialBody } from "./partial-body.js";
import { redactUrl } from "./redact-url.js";

/** How an address is asked. */
export interface FetchBytesOptions {
  /** Sent along; never shown in errors, so secrets belong here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Tries after the first; default 4. */
  readonly retries?: number;
  /** Wait before the second try, doubled each time, in milliseconds; default 500. A server's Retry-After goes before it. */
  readonly retryDelayMs?: number;
  /** Longest wait a server may ask for, in milliseconds; default 60,000. */
  readonly longestWaitMs?: number;
  /** Longest time for one answer with its body, in milliseconds; default 60,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** An answer with its whole body; a 304 has an empty one. */
export interface FetchedBytes {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** Requests it took. */
  readonly requests: number;
}

/**
 * The whole body at an address. Broken connections, bodies cut short, time-outs and answers 408, 429 and 5xx are tried again, after the
 * time the server asks for when it does. What has come of a body is kept where the server can go on from there and says by its ETag or
 * date that it is still the same.
 */
export async function fetchBytes(url: string, options: FetchBytesOptions = {}): Promise<FetchedBytes> {
  const { retries = 4, retryDelayMs = 500, longestWaitMs = 60_000, signal } = options;
  checkNoCredentials(url, "fetch");
  const begun = new PartialBody();
  for (let attempt = 0; ; attempt++) {
    let askedMs: number | undefined;
    let reason: string;
    let cause: unknown;
    try {
      const answer = await once(url, options, begun);
      const { status, headers, bytes } = answer;
      if (status === 304 || (status >= 200 && status < 300)) return { status, headers, bytes, requests: attempt + 1 };
      if (status !== 408 && status !== 429 && status < 500) throw refusal(status, url, bytes);
      reason = `it answers ${status}`;
      askedMs = retryAfterMs(headers);
    } catch (thrown) {
      if (signal?.aborted)
        throw new InterruptedError(`fetch: stopped while asking ${redactUrl(url)}`, { cause: thrown });
      if (thrown instanceof CuadernoError) throw thrown;
      reason = reasonOf(thrown);
      cause = thrown;
    }
    if (attempt >= retries || (askedMs ?? 0) > longestWaitMs) {
      const waiting = askedMs === undefined ? "" : ` and asks to wait ${Math.ceil(askedMs / 1000)} s`;
      throw new EnvironmentError(
        `fetch: ${redactUrl(url)} could not be read, tried ${attempt + 1} times: ${reason}${waiting}; try again later`,
        { cause },
      );
    }
    const delay = askedMs ?? retryDelayMs * 2 ** attempt;
    await wait(delay, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

/** Refuses an address with a name and password in it, which would stand in logs; `caller` names who refuses. */
export function checkNoCredentials(url: string, caller: string): void {
  if (redactUrl(url) === url.replace(/[?#].*$/s, "")) return;
  throw new ArgumentError(
    `${caller}: the address ${redactUrl(url)} has a name and password in it; send them as a header`,
  );
}

/** The host of an address; undefined when it has none. */
export function getHost(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

async function once(
  url: string,
  { headers = {}, timeoutMs = 60_000, signal }: FetchBytesOptions,
  begun: PartialBody,
): Promise<{ readonly status: number; readonly headers: Headers; readonly bytes: Uint8Array }> {
  const limit = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const response = await fetch(url, { headers: begun.headers(headers), signal: stop, redirect: "follow" });
  if (!response.ok) {
    return { status: response.status, headers: response.headers, bytes: await bodyOf(response, begun) };
  }
  begun.begin(response);
  for await (const piece of response.body ?? []) begun.add(piece as Uint8Array);
  begun.refuseShort();
  const bytes = begun.end();
  return { status: response.status === 206 ? 200 : response.status, headers: response.headers, bytes };
}

/** The body of an answer that is no part of the file. */
async function bodyOf(response: Response, begun: PartialBody): Promise<Uint8Array> {
  if (response.status === 416) begun.clear();
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status === 416) throw new Error("it has another length by now");
  return bytes;
}

/** The wait that an answer asks for: seconds, or a date, which counts from the server's own clock. */
export function retryAfterMs(headers: Headers): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const until = Date.parse(text);
  const from = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(until - from) ? undefined : Math.max(0, until - from);
}

function refusal(status: number, url: string, bytes: Uint8Array): CuadernoError {
  const said = new TextDecoder().decode(bytes.subarray(0, 200)).replaceAll(/\s+/g, " ").trim();
  const words = said === "" || said.startsWith("<") ? "" : `: ${said}`;
  if (status === 404 || status === 410) {
    return new NotFoundError(`fetch: nothing at ${redactUrl(url)} (answer ${status})${words}; check the name`);
  }
  if (status === 401 || status === 403) {
    return new AccessError(`fetch: ${redactUrl(url)} refuses (answer ${status})${words}; it may need a token`);
  }
  return new EnvironmentError(`fetch: ${redactUrl(url)} answers ${status}${words}`);
}

function reasonOf(thrown: unknown): string {
  const { cause, message, name } = thrown as {
    cause?: { code?: string; message?: string };
    message?: string;
    name?: string;
  };
  if (name === "TimeoutError") return "no whole answer in time";
  return cause?.code ?? cause?.message ?? message ?? String(thrown);
}
