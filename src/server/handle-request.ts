import { randomUUID } from "node:crypto";
import type { Authenticator } from "./authenticate.js";
import { HttpProblem, problemReply } from "./http-problem.js";
import { isReply, type Reply } from "./reply.js";
import type { ServiceOptions } from "./service-options.js";
import type { IncomingRequest, RequestFacts, Route, ServiceRequest } from "./service-request.js";

/** A request with what its server knows of it. */
export interface Exchange {
  readonly request: IncomingRequest;
  /** Path without the query. */
  readonly path: string;
  /** Values of the `{name}` parts of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  /** Address of the connection's other end. */
  readonly address: string | undefined;
}

/** What happens to every request. */
export interface RequestHandlerOptions
  extends Pick<ServiceOptions, "authenticator" | "rateLimit" | "trustProxy" | "log" | "instance"> {
  /** Called after each response. */
  readonly onResponse?: ((request: HandledRequest, seconds: number) => void) | undefined;
  /** Throws for a request that is rejected before its credentials are read. */
  readonly check?: ((request: IncomingRequest) => void) | undefined;
}

/** A request that has its response, as metrics count it. */
export interface HandledRequest {
  readonly route: string;
  readonly method: string;
  readonly status: number;
}

/** Authorizes, limits, counts and logs a request, and turns whatever is thrown into a problem document. */
export type RequestHandler = (exchange: Exchange, route: Route) => Promise<Reply | Response>;

/** The handler of all requests of a service. */
export function requestHandler(options: RequestHandlerOptions): RequestHandler {
  const { authenticator, rateLimit, trustProxy = false, log, instance, check, onResponse } = options;
  return async (exchange, route) => {
    const started = performance.now();
    const { request } = exchange;
    const given = request.headers.get("x-request-id");
    const id = given !== null && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    const facts: RequestFacts = {};
    let response: Reply | Response;
    let thrown: unknown;
    try {
      check?.(request);
      facts.client = clientAddress(exchange, trustProxy);
      const label = route.isOpen ? undefined : authorize(request, authenticator);
      const waitSeconds = route.isOpen ? 0 : (rateLimit?.take(label ?? facts.client) ?? 0);
      if (label !== undefined) facts.client = label;
      if (waitSeconds > 0) {
        const headers = { "retry-after": String(waitSeconds) };
        throw new HttpProblem(429, `too many requests; try again in ${waitSeconds} s`, { headers });
      }
      response = await route.handle(serviceRequest(exchange, id, facts));
    } catch (error) {
      thrown = error;
      response = (route.errorResponse ?? problemReply)(error, id);
    }
    const finished = withHeaders(response, id, instance);
    const ms = performance.now() - started;
    onResponse?.({ route: route.path, method: toMethod(request.method), status: response.status }, ms / 1_000);
    log?.(logLine({ exchange, id, route, status: response.status, ms, facts, thrown }));
    return finished;
  };
}

const noQuery = new URLSearchParams();

/** The URL is parsed only where a handler reads it, and the query only where there is one. */
function serviceRequest({ request, params }: Exchange, id: string, facts: RequestFacts): ServiceRequest {
  let parsed: URL | undefined;
  const parse = (): URL => {
    parsed ??= new URL(request.url);
    return parsed;
  };
  return {
    ...{ request, id, params, facts },
    get url() {
      return parse();
    },
    get query() {
      return request.url.includes("?") ? parse().searchParams : noQuery;
    },
  };
}

function withHeaders(response: Reply | Response, id: string, instance: string | undefined): Reply | Response {
  const added: Record<string, string> = { "x-request-id": id, "x-content-type-options": "nosniff" };
  if (instance !== undefined) added["x-instance"] = instance;
  if (isReply(response)) return { ...response, headers: { ...response.headers, ...added } };
  for (const [name, value] of Object.entries(added)) response.headers.set(name, value);
  return response;
}

function authorize(request: IncomingRequest, authenticator: Authenticator | undefined): string | undefined {
  if (authenticator === undefined) return undefined;
  const label = authenticator.authenticate(request.headers.get("authorization"));
  if (label !== undefined) return label;
  // The page has a form for the credential, so the challenge names a scheme without a dialog of the browser.
  const isPage = request.headers.get("x-cuaderno-page") !== null;
  const challenges = authenticator.schemes.map((scheme) =>
    scheme === "basic" && !isPage ? 'Basic realm="cuaderno"' : "Bearer",
  );
  throw new HttpProblem(401, "the request has no valid credential", {
    headers: { "www-authenticate": challenges.join(", ") },
  });
}

interface LoggedRequest {
  readonly exchange: Exchange;
  readonly id: string;
  readonly route: Route;
  readonly status: number;
  readonly ms: number;
  readonly facts: RequestFacts;
  readonly thrown: unknown;
}

/** One line of JSON without query, headers and body; of an unexpected error the message and the stack. */
function logLine({ exchange, id, route, status, ms, facts, thrown }: LoggedRequest): string {
  const cause = status >= 500 && thrown instanceof Error ? (thrown.cause ?? thrown) : undefined;
  return JSON.stringify({
    time: new Date().toISOString(),
    id,
    method: toMethod(exchange.request.method),
    path: exchange.path.slice(0, 200),
    route: route.path,
    status,
    ms: Math.round(100 * ms) / 100,
    ...facts,
    ...(cause instanceof Error && { error: cause.message, stack: cause.stack }),
  });
}

const knownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

function toMethod(method: string): string {
  return knownMethods.includes(method) ? method : "OTHER";
}

function clientAddress({ request, address }: Exchange, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return (forwarded ?? address ?? "local").slice(0, 64);
}
