import {
  AccessError,
  ArgumentError,
  type CuadernoError,
  EnvironmentError,
  FailedError,
  NotFoundError,
} from "../../core/errors.js";
import { redactUrl } from "../../http/redact-url.js";
import { Retries } from "../../http/retry-policy.js";
import { sendRequest } from "../../http/send-request.js";

/** How a tracking server is reached. */
export interface MlflowConnectionOptions {
  /** `http://` or `https://`, with an optional path. */
  readonly uri: string;
  /** Value of the header `authorization`. @default none */
  readonly authorization?: string | undefined;
  /** Time without a byte after which a try fails. @default 120,000 */
  readonly timeoutMs?: number | undefined;
  /** @default 7 */
  readonly retries?: number | undefined;
  /** @default 500 */
  readonly retryDelayMs?: number | undefined;
}

/** Fields of a request or a response. */
export type MlflowJson = Readonly<Record<string, unknown>>;

/** A tracking server, called by its REST API. Errors name the public function that the user called. */
export interface MlflowConnection {
  /** The URI without credentials. */
  readonly uri: string;
  get(path: string, query: Readonly<Record<string, string | undefined>>, caller: string): Promise<MlflowJson>;
  send(method: "POST" | "PATCH" | "DELETE", path: string, body: MlflowJson, caller: string): Promise<MlflowJson>;
  readBytes(path: string, caller: string): Promise<Uint8Array>;
  writeBytes(path: string, bytes: Uint8Array, caller: string): Promise<void>;
}

/** A connection to a tracking server; broken connections, time-outs and temporary statuses are retried. */
export function mlflowConnection(options: MlflowConnectionOptions): MlflowConnection {
  const { timeoutMs = 120_000, retries = 7, retryDelayMs = 500, authorization } = options;
  const base = options.uri.replace(/\/+$/, "");
  const request = async (
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    { body, type, caller }: { readonly body?: string | Uint8Array; readonly type?: string; readonly caller: string },
  ): Promise<Uint8Array> => {
    const url = `${base}${path}`;
    const policy = { retries, retryDelayMs, caller };
    const headers: Record<string, string> = {};
    if (authorization !== undefined) headers.authorization = authorization;
    if (type !== undefined) headers["content-type"] = type;
    const attempts = new Retries(url, policy);
    for (;;) {
      const { response, idle } = await sendRequest(url, { ...policy, method, headers, body, timeoutMs }, attempts);
      try {
        const bytes = new Uint8Array(await response.arrayBuffer());
        if (!response.ok) throw toError(response.status, url, caller, new TextDecoder().decode(bytes));
        return bytes;
      } catch (thrown) {
        if (thrown instanceof Error && "kind" in thrown) throw thrown;
        await attempts.wait({ reason: thrown instanceof Error ? thrown.message : String(thrown), cause: thrown });
      } finally {
        idle.stop();
      }
    }
  };
  const toJson = (bytes: Uint8Array, path: string, caller: string): MlflowJson => {
    const text = new TextDecoder().decode(bytes);
    try {
      const value: unknown = text === "" ? {} : JSON.parse(text);
      if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as MlflowJson;
    } catch {
      // reported below
    }
    const shown = JSON.stringify(text.slice(0, 60));
    throw new EnvironmentError(
      `${caller}: expected JSON from ${redactUrl(base + path)}, got ${shown}; check that MLFLOW_TRACKING_URI is an MLflow server`,
    );
  };
  return {
    uri: redactUrl(base),
    get: async (path, query, caller) => {
      const search = new URLSearchParams();
      for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, value);
      return toJson(await request("GET", `${path}?${search}`, { caller }), path, caller);
    },
    send: async (method, path, body, caller) =>
      toJson(
        await request(method, path, { body: JSON.stringify(body), type: "application/json", caller }),
        path,
        caller,
      ),
    readBytes: (path, caller) => request("GET", path, { caller }),
    writeBytes: async (path, bytes, caller) => {
      await request("PUT", path, { body: bytes, type: "application/octet-stream", caller });
    },
  };
}

/** The error of a response in MLflow's format, `{"error_code": ..., "message": ...}`, or of another server. */
function toError(status: number, url: string, caller: string, body: string): CuadernoError {
  const { code, message } = parseError(body);
  const shown = message === "" ? `status ${status}` : message.slice(0, 500);
  if (status === 401 || status === 403) {
    return new AccessError(
      `${caller}: access to ${redactUrl(url)} is denied (${shown}); set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD`,
    );
  }
  if (code === "RESOURCE_DOES_NOT_EXIST" || status === 404) return new NotFoundError(`${caller}: ${shown}`);
  if (code === "INVALID_PARAMETER_VALUE" || code === "RESOURCE_ALREADY_EXISTS" || status === 400) {
    return new ArgumentError(`${caller}: ${shown}`);
  }
  if (status >= 500) return new EnvironmentError(`${caller}: the tracking server failed: ${shown}; read its log`);
  return new FailedError(`${caller}: the tracking server rejected the request (status ${status}): ${shown}`);
}

function parseError(body: string): { readonly code: string; readonly message: string } {
  try {
    const { error_code: code, message } = JSON.parse(body) as { error_code?: unknown; message?: unknown };
    return { code: String(code ?? ""), message: String(message ?? "") };
  } catch {
    return { code: "", message: body.trimStart().startsWith("<") ? "" : body.trim().slice(0, 200) };
  }
}

/** Every item of a list that comes in pages; no page is requested after a repeated token. */
export async function readPages<Item>(
  read: (token: string | undefined) => Promise<MlflowJson>,
  field: string,
): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  for (;;) {
    const page = await read(token);
    items.push(...((page[field] as readonly Item[] | undefined) ?? []));
    const next = page.next_page_token;
    if (typeof next !== "string" || next === "" || seen.has(next)) return items;
    seen.add(next);
    token = next;
  }
}
