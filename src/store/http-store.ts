import { AccessError, NotFoundError } from "../core/errors.js";
import { getLength, getVersion } from "../http/body-headers.js";
import { checkNoCredentials } from "../http/check-no-credentials.js";
import { parseContentRange } from "../http/content-range.js";
import { statusError } from "../http/http-error.js";
import { BodyReader } from "../http/read-body.js";
import { redactUrl } from "../http/redact-url.js";
import { Retries } from "../http/retry-policy.js";
import { type RequestOptions, sendRequest } from "../http/send-request.js";
import type { Store, StoredObject } from "./store.js";

/** Settings of a store that is read over HTTP. */
export interface HttpStoreOptions extends Omit<RequestOptions, "method" | "body" | "caller"> {
  /** URL that keys are appended to, for example `https://host/folder/`. */
  readonly base: string;
  /** Function that errors name. @default "httpStore" */
  readonly caller?: string | undefined;
}

/** A store that is read over HTTP. */
export interface HttpStore extends Store {
  /** The bytes and their version, or undefined while the server still has the given version (a conditional GET). */
  readIfChanged(
    key: string,
    version: string | undefined,
  ): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined>;
}

/**
 * A read-only store of the URLs below a base; it cannot list. Requests are retried as by `fetchBytes`, and a body that
 * breaks off is continued from where it ended. The version of an object is its ETag, else its modification time.
 *
 * @example const bytes = await httpStore({ base: "https://example.org/data/" }).read("sales.csv");
 */
export function httpStore({ base, caller = "httpStore", ...rest }: HttpStoreOptions): HttpStore {
  const options = { ...rest, caller };
  const identity = { "accept-encoding": "identity", ...rest.headers };
  const readOnly = async (): Promise<never> => {
    throw new AccessError(`${caller}: ${redactUrl(base)} is read-only over HTTP; write to a file or s3://`);
  };
  const read = async (key: string, version?: string | undefined): Promise<Uint8Array> => {
    checkNoCredentials(base + key, caller);
    const restart = version === undefined;
    return new BodyReader(base + key, { ...options, headers: identity, version, restart }).bytes();
  };
  return {
    name: redactUrl(base),
    read: (key) => read(key),
    readChunks: async function* (key, { start, end, version } = {}) {
      checkNoCredentials(base + key, caller);
      const body = new BodyReader(base + key, { ...options, headers: identity, start, end, version });
      for await (const { bytes } of body.chunks()) yield bytes;
    },
    readIfChanged: async (key, version) => {
      const { status, headers } = await inspect(base + key, { ...options, headers: toCondition(version) });
      const current = getVersion(headers);
      if (status === 304 || (version !== undefined && current === version)) return undefined;
      return { bytes: await read(key, current === "" ? undefined : current), version: current };
    },
    stat: async (key): Promise<StoredObject | undefined> => {
      try {
        const { status, headers } = await inspect(base + key, { ...options, headers: identity });
        const size = status === 206 ? parseContentRange(headers.get("content-range"))?.total : getLength(headers);
        return { key, size: size ?? 0, version: getVersion(headers) };
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
    // biome-ignore lint/correctness/useYield: it throws at the first step, as a listing does
    list: async function* () {
      throw new AccessError(`${caller}: ${redactUrl(base)} cannot be listed over HTTP; name the files`);
    },
  };
}

/**
 * The headers of a resource, by HEAD; where that is not allowed, as with presigned URLs, by a GET of its first byte.
 */
async function inspect(url: string, options: RequestOptions): Promise<Response> {
  checkNoCredentials(url, options.caller);
  const retries = new Retries(url, options);
  const send = async (method: "GET" | "HEAD", headers: RequestOptions["headers"]): Promise<Response> => {
    const { response, idle } = await sendRequest(url, { ...options, method, headers }, retries);
    idle.stop();
    await response.body?.cancel();
    return response;
  };
  let response = await send("HEAD", options.headers);
  if ([403, 405, 501].includes(response.status)) {
    response = await send("GET", { ...options.headers, range: "bytes=0-0" });
  }
  // An empty resource has no first byte.
  if (response.ok || response.status === 304 || response.status === 416) return response;
  throw statusError(response.status, url, options.caller);
}

function toCondition(version: string | undefined): Readonly<Record<string, string>> {
  if (version === undefined) return {};
  if (/GMT$/.test(version)) return { "if-modified-since": version };
  return { "if-none-match": `"${version}", W/"${version}"` };
}
