import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import type { Authenticator } from "./authenticate.js";
import { HttpProblem, problemResponse } from "./http-problem.js";
import type { ServiceOptions } from "./service-options.js";
import type { RequestFacts, Route } from "./service-request.js";

/** What an app does with every request. */
export interface RouteAppOptions
  extends Pick<ServiceOptions, "authenticator" | "rateLimit" | "trustProxy" | "log" | "instance" | "corsOrigins"> {
  readonly routes: readonly Route[];
  /** Called after each response. */
  readonly onResponse?: ((request: HandledRequest, seconds: number) => void) | undefined;
  /** Throws for a request that is rejected before its credentials are read. */
  readonly check?: ((request: Request) => void) | undefined;
  /** What the 404 of an unknown path says. */
  readonly notFound: string;
}

/** A request that has its response, as metrics count it. */
export interface HandledRequest {
  readonly route: string;
  readonly method: string;
  readonly status: number;
}

/** Turns requests into responses; it never throws. */
export interface RouteApp {
  fetch(request: Request, environment?: object): Promise<Response>;
}

/**
 * The routes behind one handler: credentials, rate limit, request ids, one log line for each request, problem documents
 * for errors, unknown paths and wrong methods.
 */
export async function routeApp(options: RouteAppOptions): Promise<RouteApp> {
  const { Hono: Router } = await import("hono");
  const { routes } = options;
  const app = new Router<{ Bindings: object }>();
  await addCors(app, options.corsOrigins ?? []);
  const serve = requestHandler(options);
  for (const route of routes) {
    app.on(route.method.toUpperCase(), toPattern(route.path), (context) => serve(context, route));
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
    app.all(toPattern(path), (context) => serve(context, wrongMethod(path, methods)));
  }
  app.notFound((context) => serve(context, notFound(options.notFound)));
  return { fetch: async (request, environment = {}) => app.fetch(request, environment) };
}

/** `{name}` is one part of a path, `{name+}` is the rest of it. */
function toPattern(path: string): string {
  return path.replace(/\{(\w+)\+\}/g, ":$1{.+}").replace(/\{(\w+)\}/g, ":$1");
}

function requestHandler({
  authenticator,
  rateLimit,
  trustProxy = false,
  log,
  instance,
  check,
  onResponse,
}: RouteAppOptions): (context: Context, route: Route) => Promise<Response> {
  return async (context, route) => {
    const started = performance.now();
    const request = context.req.raw;
    const given = request.headers.get("x-request-id");
    const id = given !== null && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    const facts: RequestFacts = {};
    const { response, thrown } = await respond(route, id, async () => {
      check?.(request);
      facts.client = clientAddress(context, trustProxy);
      const label = route.isOpen ? undefined : authorize(request, authenticator);
      const waitSeconds = route.isOpen ? 0 : (rateLimit?.take(label ?? facts.client) ?? 0);
      if (label !== undefined) facts.client = label;
      if (waitSeconds > 0) {
        const headers = { "retry-after": String(waitSeconds) };
        throw new HttpProblem(429, `too many requests; try again in ${waitSeconds} s`, { headers });
      }
      return route.handle({ request, url: new URL(request.url), id, params: context.req.param() ?? {}, facts });
    });
    response.headers.set("x-request-id", id);
    response.headers.set("x-content-type-options", "nosniff");
    if (instance !== undefined) response.headers.set("x-instance", instance);
    const ms = performance.now() - started;
    onResponse?.({ route: route.path, method: toMethod(request.method), status: response.status }, ms / 1_000);
    log?.(logLine({ request, id, route, status: response.status, ms, facts, thrown }));
    return response;
  };
}

async function respond(
  route: Route,
  id: string,
  handle: () => Promise<Response>,
): Promise<{ readonly response: Response; readonly thrown?: unknown }> {
  try {
    return { response: await handle() };
  } catch (thrown) {
    return { response: (route.errorResponse ?? problemResponse)(thrown, id), thrown };
  }
}

function authorize(request: Request, authenticator: Authenticator | undefined): string | undefined {
  if (authenticator === undefined) return undefined;
  const label = authenticator.authenticate(request.headers.get("authorization"));
  if (label !== undefined) return label;
  const challenges = authenticator.schemes.map((scheme) => (scheme === "basic" ? 'Basic realm="cuaderno"' : "Bearer"));
  throw new HttpProblem(401, "the request has no valid credential", {
    headers: { "www-authenticate": challenges.join(", ") },
  });
}

interface LoggedRequest {
  readonly request: Request;
  readonly id: string;
  readonly route: Route;
  readonly status: number;
  readonly ms: number;
  readonly facts: RequestFacts;
  readonly thrown: unknown;
}

/** One line of JSON without query, headers and body; of an unexpected error the message and the stack. */
function logLine({ request, id, route, status, ms, facts, thrown }: LoggedRequest): string {
  const cause = status >= 500 && thrown instanceof Error ? (thrown.cause ?? thrown) : undefined;
  return JSON.stringify({
    time: new Date().toISOString(),
    id,
    method: toMethod(request.method),
    path: new URL(request.url).pathname.slice(0, 200),
    route: route.path,
    status,
    ms: Number(ms.toFixed(2)),
    ...facts,
    ...(cause instanceof Error && { error: cause.message, stack: cause.stack }),
  });
}

const knownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

function toMethod(method: string): string {
  return knownMethods.includes(method) ? method : "OTHER";
}

function clientAddress(context: Context, trustProxy: boolean): string {
  const forwarded = trustProxy ? context.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  const { incoming } = context.env as { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } };
  return (forwarded ?? incoming?.socket?.remoteAddress ?? "local").slice(0, 64);
}

async function addCors(app: Hono<{ Bindings: object }>, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  const { cors } = await import("hono/cors");
  app.use(
    "*",
    cors({
      origin: origins.includes("*") ? "*" : [...origins],
      allowMethods: ["GET", "POST"],
      allowHeaders: ["authorization", "content-type", "x-request-id"],
      exposeHeaders: ["x-request-id", "x-model", "x-model-version", "etag"],
      maxAge: 600,
    }),
  );
}

function wrongMethod(path: string, methods: readonly string[]): Route {
  return {
    method: "get",
    path,
    handle() {
      throw new HttpProblem(405, `the path takes ${methods.join(", ")}`, { headers: { allow: methods.join(", ") } });
    },
  };
}

function notFound(detail: string): Route {
  return {
    method: "get",
    path: "(none)",
    handle() {
      throw new HttpProblem(404, detail);
    },
  };
}
