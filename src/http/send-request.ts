import { toFailure } from "./http-error.js";
import { type IdleTimer, idleTimer } from "./idle-timer.js";
import { type Failure, getRetryAfterMs, isRetryableStatus, type Retries, type RetryOptions } from "./retry-policy.js";

export interface RequestOptions extends RetryOptions {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | undefined;
  /** Never shown in errors, so secrets belong here. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** Time without a byte after which a try fails, in milliseconds. @default 60_000 */
  readonly timeoutMs?: number | undefined;
}

/** A response whose body has not been read. */
export interface SentRequest {
  readonly response: Response;
  /** Running; whoever reads the body restarts it with each chunk and stops it at the end. */
  readonly idle: IdleTimer;
  /** Tries that it took. */
  readonly tries: number;
}

/**
 * The response to a request of any status that no retry changes. Broken connections, time-outs and temporary statuses
 * (see `isRetryableStatus`) are retried.
 */
export async function sendRequest(url: string, options: RequestOptions, retries: Retries): Promise<SentRequest> {
  const { method = "GET", headers = {}, body = null, timeoutMs = 60_000, signal } = options;
  for (let tries = 1; ; tries++) {
    const idle = idleTimer(timeoutMs, signal);
    let failure: Failure;
    try {
      const response = await fetch(url, {
        method,
        headers: { ...headers },
        // Bytes are never shared memory here, which the type of a body excludes.
        body: body as string | Uint8Array<ArrayBuffer> | null,
        signal: idle.signal,
        redirect: "follow",
      });
      if (!isRetryableStatus(response.status)) return { response, idle, tries };
      await response.body?.cancel();
      failure = { reason: `status ${response.status}`, retryAfterMs: getRetryAfterMs(response.headers) };
    } catch (thrown) {
      failure = toFailure(thrown, timeoutMs);
    }
    idle.stop();
    await retries.wait(failure);
  }
}
