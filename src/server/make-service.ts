import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { errorMessage } from "../core/error-message.js";
import type { Authenticator } from "./authenticate.js";
import { HttpProblem, problemResponse } from "./http-problem.js";
import type { ModelSource } from "./served-model.js";
import { serverMetrics } from "./server-metrics.js";
import type { ServiceOptions } from "./service-options.js";
import type { RequestFacts, Route } from "./service-request.js";
import { serviceRoutes } from "./service-routes.js";

/** A service that turns requests into responses; it needs no server. */
export interface Service {
  /** The response of a request; `environment` is what the server passes along. It never throws. */
  fetch(request: Request, environment?: object): Promise<Response>;
  readonly routes: readonly Route[];
  readonly models: readonly ModelSource[];
  /** After it `/ready` is 503, so that balancers send no more requests. */
  stop(): void;
  /** Loads versions whose aliases were moved. */
  refresh(onProblem: (problem: string) => void): Promise<readonly string[]>;
}

/**
 * A prediction service of one or several models with its form and documentation pages; the same value serves requests
 * in Node's server, in a Lambda function and in tests.
 *
 * @example const service = await makeService({ models: [modelSource("traffic", fitted)] })
 */
export async function makeService(options: ServiceOptions): Promise<Service> {
  const { Hono: Router } = await import("hono");
  const { models, version = "0" } = options;
  const metrics = serverMetrics(Date.now() / 1_000);
  for (const { name, current } of models) metrics.loaded(name, current().version);
  const state = { isReady: true };
  const limits = { bodyBytes: 5_000_000, rows: 10_000, ...options.limits };
  const routes = [...serviceRoutes({ ...options, version, metrics, limits, state }), ...(options.routes ?? [])];
  const app = new Router<{ Bindings: object }>();
  await addCors(app, options.corsOrigins ?? []);
  const serve = requestHandler(options, metrics);
  for (const route of routes) {
    app.on(route.method.toUpperCase(), route.path.replace(/\{(\w+)\}/g, ":$1"), (context) => serve(context, route));
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
    app.all(path.replace(/\{(\w+)\}/g, ":$1"), (context) => serve(context, wrongMethod(path, methods)));
  }
  app.notFound((context) => serve(context, notFound));
  return {
    routes,
    models,
    async fetch(request, environment = {}) {
      return app.fetch(request, environment);
    },
    stop() {
      state.isReady = false;
    },
    async refresh(onProblem) {
      const changed: string[] = [];
      for (const source of models) {
        try {
          if (!(await source.refresh())) continue;
          metrics.loaded(source.name, source.current().version);
          changed.push(`${source.name}: version ${source.current().version}`);
        } catch (thrown) {
          onProblem(`${source.name}: version ${source.current().version} stays: ${errorMessage(thrown)}`);
        }
      }
      return changed;
    },
  };
}

function requestHandler(
  { authenticator, rateLimit, trustProxy = false, log, instance }: ServiceOptions,
  metrics: ReturnType<typeof serverMetrics>,
): (context: Context, route: Route) => Promise<Response> {
  return async (context, route) => {
    const started = performance.now();
    const request = context.req.raw;
    const given = request.headers.get("x-request-id");
    const id = given !== null && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    const facts: RequestFacts = {};
    const { response, thrown } = await respond(async () => {
      facts.client = clientAddress(context, trustProxy);
      const label = route.isOpen ? undefined : authorize(request, authenticator);
      const waitSeconds = route.isOpen ? 0 : (rateLimit?.take(label ?? facts.client) ?? 0);
      if (label !== undefined) facts.client = label;
      if (waitSeconds > 0) {
        const headers = { "retry-after": String(waitSeconds) };
        throw new HttpProblem(429, `too many requests; try again in ${waitSeconds} s`, { headers });
      }
      return route.handle({ request, url: new URL(request.url), id, params: context.req.param() ?? {}, facts });
    }, id);
    response.headers.set("x-request-id", id);
    response.headers.set("x-content-type-options", "nosniff");
    if (instance !== undefined) response.headers.set("x-instance", instance);
    const ms = performance.now() - started;
    metrics.request({ route: route.path, method: toMethod(request.method), status: response.status }, ms / 1_000);
    log?.(logLine({ request, id, route, status: response.status, ms, facts, thrown }));
    return response;
  };
}

async function respond(
  handle: () => Promise<Response>,
  id: string,
): Promise<{ readonly response: Response; readonly thrown?: unknown }> {
  try {
    return { response: await handle() };
  } catch (thrown) {
    return { response: problemResponse(thrown, id), thrown };
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

const notFound: Route = {
  method: "get",
  path: "(none)",
  handle() {
    throw new HttpProblem(404, "no such path; the paths are in /openapi.json");
  },
};
