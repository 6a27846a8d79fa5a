import { setTimeout as wait } from "node:timers/promises";
import { EnvironmentError, InterruptedError, TimeoutError } from "../core/errors.js";
import { redactUrl } from "./redact-url.js";

/** How requests are repeated. One policy for every HTTP request of the library. */
export interface RetryOptions {
  /** Retries without progress after which an operation fails. @default 4 */
  readonly retries?: number | undefined;
  /**
   * Delay before the first retry in milliseconds; it doubles each time. A Retry-After header overrides it.
   *
   * @default 500
   */
  readonly retryDelayMs?: number | undefined;
  /** A longer Retry-After fails at once, in milliseconds. @default 60_000 */
  readonly maxRetryDelayMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Public function or command that the user called. */
  readonly caller: string;
}

/** Why a try failed. */
export interface Failure {
  readonly reason: string;
  /** The delay that the server requested. */
  readonly retryAfterMs?: number | undefined;
  readonly isTimeout?: boolean | undefined;
  readonly cause?: unknown;
  /** The error when no retries remain. @default EnvironmentError, or TimeoutError, with the reason */
  readonly toError?: (() => Error) | undefined;
}

/** Whether a status may be temporary: 408, 425, 429 and 5xx except 501 (not implemented) and 505 (HTTP version). */
export function isRetryableStatus(status: number): boolean {
  return [408, 425, 429].includes(status) || (status >= 500 && status !== 501 && status !== 505);
}

/** The delay of a Retry-After header in milliseconds: seconds, or a date, which is relative to the server's clock. */
export function getRetryAfterMs(headers: Headers): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const until = Date.parse(text);
  const from = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(until - from) ? undefined : Math.max(0, until - from);
}

/** Counts the failures of one operation and waits between its tries. */
export class Retries {
  readonly #url: string;
  readonly #options: RetryOptions;
  #failures = 0;

  constructor(url: string, options: RetryOptions) {
    this.#url = redactUrl(url);
    this.#options = options;
  }

  /** Called when bytes have arrived: only failures in a row count. */
  reset(): void {
    this.#failures = 0;
  }

  /**
   * Waits before the next try.
   *
   * @throws InterruptedError when the signal is aborted.
   * @throws EnvironmentError, TimeoutError when no retries remain.
   */
  async wait({ reason, retryAfterMs, isTimeout = false, cause, toError }: Failure): Promise<void> {
    const { retries = 4, retryDelayMs = 500, maxRetryDelayMs = 60_000, signal, caller } = this.#options;
    this.#failures += 1;
    if (signal?.aborted) throw this.interrupted(cause);
    if (this.#failures > retries || (retryAfterMs ?? 0) > maxRetryDelayMs) {
      if (toError !== undefined) throw toError();
      const tries = this.#failures === 1 ? "1 try" : `${this.#failures} tries`;
      const busy = retryAfterMs === undefined ? "" : `, retry after ${Math.ceil(retryAfterMs / 1000)} s`;
      throw new (isTimeout ? TimeoutError : EnvironmentError)(
        `${caller}: cannot read ${this.#url} (${tries}): ${reason}${busy}; check the network or try again later`,
        { cause },
      );
    }
    const delayMs = retryAfterMs ?? retryDelayMs * 2 ** (this.#failures - 1);
    await wait(delayMs, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted) throw this.interrupted(signal.reason);
  }

  interrupted(cause: unknown): InterruptedError {
    return new InterruptedError(`${this.#options.caller}: reading ${this.#url} was interrupted; run it again`, {
      cause,
    });
  }
}
