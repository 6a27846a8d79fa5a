import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { EnvironmentError } from "../core/errors.js";
import { listenDirectly } from "./listen-directly.js";
import type { Service } from "./make-service.js";

/** Where and how long a server listens. */
export interface ListenOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** @default "127.0.0.1" */
  readonly host?: string | undefined;
  /** Time for a request to arrive, headers and body. @default 30,000 */
  readonly requestTimeoutMs?: number | undefined;
  /** Time for requests that have begun when the server stops. @default 10,000 */
  readonly graceMs?: number | undefined;
  /**
   * Time between `/ready` becoming 503 and the end of new connections, for a balancer to notice.
   * @default 0
   */
  readonly drainMs?: number | undefined;
  /** @default 1,000 */
  readonly maxConnections?: number | undefined;
  /** Command that errors name. @default "serve" */
  readonly caller?: string | undefined;
}

/** A service that listens. */
export interface ListeningServer {
  readonly url: string;
  readonly port: number;
  /** Accepts no more connections, and ends when all requests have their responses or the grace time is over. */
  stop(): Promise<void>;
}

/**
 * The service behind Node's HTTP server.
 *
 * @throws EnvironmentError when the port is in use.
 * @example (await listen(service, { port: 8000 })).url // "http://127.0.0.1:8000"
 */
export async function listen(
  service: Pick<Service, "fetch" | "respond" | "stop">,
  options: ListenOptions,
): Promise<ListeningServer> {
  const { port, host = "127.0.0.1", requestTimeoutMs = 30_000, graceMs = 10_000, drainMs = 0 } = options;
  const { getRequestListener } = await import("@hono/node-server");
  const other = getRequestListener((request, environment) => service.fetch(request, environment), { hostname: host });
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(requestTimeoutMs, 10_000),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 1_000),
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16_384,
    },
    listenDirectly(service, other),
  );
  server.maxConnections = options.maxConnections ?? 1_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(listenError(cause, options)));
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}`,
    port: actual,
    async stop() {
      service.stop();
      if (drainMs > 0) await new Promise((resolve) => setTimeout(resolve, drainMs));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function listenError(
  cause: NodeJS.ErrnoException,
  { host = "127.0.0.1", port, caller = "serve" }: ListenOptions,
): EnvironmentError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "is in use; choose another --port",
    EACCES: "may not be used; choose a --port above 1023",
    EADDRNOTAVAIL: "is not an address of this machine; choose another --host",
  };
  const reason = reasons[cause.code ?? ""] ?? `cannot be listened on (${cause.message}); choose another --port`;
  return new EnvironmentError(`${caller}: ${host}:${port} ${reason}`, { cause });
}
