import type { S3Client } from "@aws-sdk/client-s3";
import { formatReadRequest, type ReadRequest } from "./http-head.js";
import { ReadConnection, type ReadResponse } from "./read-connection.js";

type RequestHandler = S3Client["config"]["requestHandler"];

/** Limits of a request, in milliseconds. */
export interface ReadTimeouts {
  readonly connectMs: number;
  /** From the request to the head of its response. */
  readonly responseMs: number;
}

/** Requests at the same time. */
const maxRequests = 16;

/**
 * A request handler that reads objects through `ReadConnection`, sixteen at a time. Other requests are
 * those of `fallback`; so is a request whose response is not understood, which is repeated, and all that follow it.
 */
export function readHandler(fallback: RequestHandler, timeouts: ReadTimeouts): RequestHandler["handle"] {
  const idle = new Map<string, ReadConnection[]>();
  let usesFallback = false;
  let requests = 0;
  return async (request, options) => {
    const head = formatReadRequest(request as ReadRequest);
    if (head === undefined || usesFallback || requests === maxRequests) return fallback.handle(request, options);
    const connection = takeConnection(idle, request as ReadRequest);
    requests += 1;
    const { abortSignal } = (options ?? {}) as { readonly abortSignal?: AbortSignal };
    const onEnd = (): void => {
      requests -= 1;
    };
    const response = await send(head, connection, { ...timeouts, abortSignal, onEnd });
    if (response === undefined) {
      usesFallback = true;
      return fallback.handle(request, options);
    }
    const { status: statusCode, reason, headers, body } = response;
    return { response: { statusCode, reason, headers, body } } as Awaited<ReturnType<RequestHandler["handle"]>>;
  };
}

function takeConnection(
  idle: Map<string, ReadConnection[]>,
  { protocol, hostname, port }: ReadRequest,
): ReadConnection {
  const name = `${protocol}//${hostname}:${port}`;
  const connections = idle.get(name) ?? [];
  idle.set(name, connections);
  for (let found = connections.pop(); found !== undefined; found = connections.pop()) if (!found.isClosed) return found;
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const isSecure = protocol === "https:";
  const target = { host, port: port ?? (isSecure ? 443 : 80), isSecure };
  return new ReadConnection(target, (connection) => connections.push(connection));
}

interface SendOptions extends ReadTimeouts {
  readonly abortSignal: AbortSignal | undefined;
  /** Called when the body is closed, or the request has failed. */
  readonly onEnd: () => void;
}

async function send(
  head: string,
  connection: ReadConnection,
  { connectMs, responseMs, abortSignal, onEnd }: SendOptions,
): Promise<ReadResponse | undefined> {
  let response: ReadResponse | undefined;
  const stop = (name: string, message: string): void => {
    const cause = Object.assign(new Error(message), { name });
    if (response === undefined) connection.close(cause);
    else response.body.destroy(cause);
  };
  const onAbort = (): void => stop("AbortError", "Request aborted");
  const timers = [
    setTimeout(() => connection.isConnecting && stop("TimeoutError", `no connection after ${connectMs} ms`), connectMs),
    setTimeout(() => stop("TimeoutError", `no response after ${responseMs} ms`), responseMs),
  ];
  abortSignal?.addEventListener("abort", onAbort);
  if (abortSignal?.aborted) onAbort();
  try {
    response = await connection.send(head);
    return response;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    const end = (): void => {
      abortSignal?.removeEventListener("abort", onAbort);
      onEnd();
    };
    if (response === undefined) end();
    else response.body.once("close", end);
  }
}
