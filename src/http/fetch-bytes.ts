import { checkNoCredentials } from "./check-no-credentials.js";
import { BodyReader } from "./read-body.js";
import type { RequestOptions } from "./send-request.js";

/** How a URL is read. */
export interface FetchBytesOptions extends Omit<RequestOptions, "method" | "body" | "caller"> {
  /** Function that errors name. @default "fetchBytes" */
  readonly caller?: string | undefined;
}

/** A response with its complete body; that of a 304 is empty. */
export interface FetchedBytes {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** Requests that it took. */
  readonly requests: number;
}

/**
 * The complete body of a URL. Broken connections, incomplete bodies, time-outs and temporary statuses (408, 425, 429,
 * 5xx) are retried after the delay that the server requests. A retry continues the body where the server supports it
 * and confirms by ETag or date that it has not changed.
 */
export async function fetchBytes(url: string, options: FetchBytesOptions = {}): Promise<FetchedBytes> {
  const { caller = "fetchBytes" } = options;
  checkNoCredentials(url, caller);
  const body = new BodyReader(url, { ...options, caller, restart: true });
  const first = await body.open([304]);
  const bytes = await body.bytes();
  const { status, headers } = body.response ?? first;
  return { status: status === 206 ? 200 : status, headers, bytes, requests: body.requests };
}
