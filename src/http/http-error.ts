import { AccessError, type CuadernoError, EnvironmentError, NotFoundError } from "../core/errors.js";
import { redactUrl } from "./redact-url.js";
import type { Failure } from "./retry-policy.js";

/** The error for a status that no retry changes; `text` is the start of the body. */
export function statusError(status: number, url: string, caller: string, text = ""): CuadernoError {
  const said = text.replaceAll(/\s+/g, " ").trim();
  const detail = said === "" || said.startsWith("<") ? "" : `: ${said.slice(0, 200)}`;
  const shown = redactUrl(url);
  if (status === 404 || status === 410) {
    return new NotFoundError(`${caller}: ${shown} does not exist (status ${status})${detail}; check the URL`);
  }
  if (status === 401 || status === 403) {
    return new AccessError(
      `${caller}: access to ${shown} is denied (status ${status})${detail}; it may need a token, or a link may have expired`,
    );
  }
  return new EnvironmentError(`${caller}: ${shown} returned status ${status}${detail}; check the URL`);
}

/** The error for a response whose status no retry changes, with the start of its body. */
export async function responseError(response: Response, url: string, caller: string): Promise<CuadernoError> {
  return statusError(response.status, url, caller, await readStart(response));
}

/** The first 200 bytes of an error's body. */
async function readStart(response: Response): Promise<string> {
  try {
    for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>)
      return new TextDecoder().decode(piece.subarray(0, 200));
  } catch {
    // The status says enough.
  }
  return "";
}

/** Why a request or the reading of its body failed. */
export function toFailure(thrown: unknown, timeoutMs: number): Failure {
  const { cause, message, name } = thrown as {
    readonly cause?: { readonly code?: string | undefined; readonly message?: string | undefined } | undefined;
    readonly message?: string | undefined;
    readonly name?: string | undefined;
  };
  if (name === "TimeoutError") return { reason: `no response for ${timeoutMs} ms`, isTimeout: true, cause: thrown };
  return { reason: cause?.code ?? cause?.message ?? message ?? String(thrown), cause: thrown };
}

/** Extensions of data files, whose bytes are never an HTML page. */
const dataExtension =
  /\.(csv|tsv|txt|json|jsonl|ndjson|geojson|ipynb|parquet|pq|arrow|feather|ipc|xlsx?|db|sqlite|bin|gz|zst|zip|bz2|xz|tar|tgz|7z)$/i;

/**
 * The error when a body is an HTML page although its name is that of a data file: a sign-in page of the network, or an
 * error page with status 200. Undefined when it is not. The content type is not used, as data is often served as
 * `text/html`.
 */
export function htmlError(
  firstBytes: Uint8Array,
  url: string,
  name: string,
  caller: string,
): CuadernoError | undefined {
  const start = Buffer.from(firstBytes.buffer, firstBytes.byteOffset, Math.min(firstBytes.length, 512)).toString(
    "latin1",
  );
  if (!/^(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b/is.test(start)) return undefined;
  const extension = dataExtension.exec(name.replace(/[?#].*$/s, ""))?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  return new EnvironmentError(
    `${caller}: expected ${extension} data from ${redactUrl(url)}, got an HTML page; open the URL in a browser, the network may ask to sign in`,
  );
}
