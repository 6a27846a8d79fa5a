import type { Context, Hono } from "hono";
import { type Exchange, type RequestHandler, type RequestHandlerOptions, requestHandler } from "./handle-request.js";
import { HttpProblem } from "./http-problem.js";
import { isReply, type Reply } from "./reply.js";
import type { ServiceOptions } from "./service-options.js";
import type { Route } from "./service-request.js";

/** What an app does with every request. */
export interface RouteAppOptions extends RequestHandlerOptions, Pick<ServiceOptions, "corsOrigins"> {
  readonly routes: readonly Route[];
  /** What the 404 of an unknown path says. */
  readonly notFound: string;
  /** Maximum number of bytes of a body that `respond` reads. @default 0 */
  readonly directBytes?: number | undefined;
}

/** Turns requests into responses; it never throws. */
export interface RouteApp {
  fetch(request: Request, environment?: object): Promise<Response>;
  /**
   * The same without the objects of the web, for a POST with a body of known length to a path without parameters;
   * undefined for all other requests.
   */
  respond(exchange: Exchange): Promise<Reply | Response> | undefined;
}

/**
 * The routes behind one handler: credentials, rate limit, request ids, one log line for each request, problem documents
 * for errors, unknown paths and wrong methods.
 */
export async function routeApp(options: RouteAppOptions): Promise<RouteApp> {
  const { Hono: Router } = await import("hono");
  const { getPath } = await import("hono/utils/url");
  const { routes } = options;
  const app = new Router<{ Bindings: object }>({
    // Clients append their paths to the address they are given, which may end in a slash.
    getPath: (request) => getPath(request).replace(/^\/{2,}/, "/"),
  });
  await addCors(app, options.corsOrigins ?? []);
  const handler = requestHandler(options);
  const serve = (context: Context, route: Route): Promise<Response> => respondWith(handler, context, route);
  for (const route of routes) {
    app.on(route.method.toUpperCase(), toPattern(route.path), (context) => serve(context, route));
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
    app.all(toPattern(path), (context) => serve(context, wrongMethod(path, methods)));
  }
  app.notFound((context) => serve(context, notFound(options.notFound)));
  const directBytes = (options.corsOrigins ?? []).length > 0 ? 0 : (options.directBytes ?? 0);
  return {
    fetch: async (request, environment = {}) => app.fetch(request, environment),
    respond: directResponder(handler, routes, directBytes),
  };
}

/** `{name}` is one part of a path, `{name+}` is the rest of it. */
function toPattern(path: string): string {
  return path.replace(/\{(\w+)\+\}/g, ":$1{.+}").replace(/\{(\w+)\}/g, ":$1");
}

/** Bodies of more than `maxBytes`, and those of unknown length, are left to `fetch`. */
function directResponder(handler: RequestHandler, routes: readonly Route[], maxBytes: number): RouteApp["respond"] {
  const posts = new Map(
    routes.toReversed().flatMap((route) => (route.method === "post" ? [[route.path, route] as const] : [])),
  );
  return (exchange) => {
    const { method, headers } = exchange.request;
    const route = method === "POST" ? posts.get(exchange.path) : undefined;
    const length = headers.get("content-length");
    if (route === undefined || length === null || !(Number(length) <= maxBytes)) return undefined;
    return handler(exchange, route);
  };
}

async function respondWith(handler: RequestHandler, context: Context, route: Route): Promise<Response> {
  const { raw } = context.req;
  const { incoming } = context.env as { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } };
  const exchange = {
    request: raw,
    path: context.req.path,
    params: context.req.param() ?? {},
    address: incoming?.socket?.remoteAddress,
  };
  const reply = await handler(exchange, route);
  return isReply(reply) ? new Response(reply.content, { status: reply.status, headers: reply.headers }) : reply;
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
