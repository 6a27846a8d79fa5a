// What an exported service runs: one file with all its packages, and the pipeline's JSON next to it.
import { hostname } from "node:os";
import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { nearestByComparison } from "../../models/neighbors/nearest-by-comparison.js";
import type { ReadColumns } from "../../pipeline/fitted-pipeline.js";
import { readPipelineJson } from "../../pipeline/read-pipeline-json.js";
import { isColumns } from "../../table/frame-like.js";
import { selectColumns } from "../../table/select-columns.js";
import { authenticator, parseCredentials } from "../authenticate.js";
import { batchLines } from "../batch-lines.js";
import { listen } from "../listen.js";
import { makeService, type Service } from "../make-service.js";
import { rateLimit } from "../rate-limit.js";
import { modelSource } from "../served-model.js";
import { exportedSteps } from "./exported-steps.js";
import * as stepsPackage from "./steps-package.js";

/** The pipeline of an exported service. */
export interface StandaloneModel {
  readonly name: string;
  readonly version: string;
  readonly pipeline: Json;
  /** Modules of custom steps. */
  readonly steps?: readonly (object | Promise<object>)[] | undefined;
}

/** What modules of custom steps import from "cuaderno". */
export { stepsPackage };

/**
 * Serves the model until SIGTERM. Settings are environment variables: `PORT` (8000), `HOST` (0.0.0.0), `SERVE_TOKENS`
 * (credentials as `cuaderno serve --new-token` prints them), `SERVE_RATE` (requests per second of a client),
 * `SERVE_CORS` (origins), `INSTANCE` (name in `x-instance`).
 */
export async function startServer(model: StandaloneModel): Promise<void> {
  const lines = batchLines((text) => process.stdout.write(`${text}\n`));
  const service = await openService(model, lines.add);
  const { PORT: port = "8000", HOST: host = "0.0.0.0" } = process.env;
  const server = await listen(service, { port: Number(port), host });
  process.stderr.write(`serving ${model.name} version ${model.version} at ${server.url}\n`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(
      signal,
      () =>
        void server
          .stop()
          .then(lines.flush)
          .then(() => process.exit(0)),
    );
  }
}

/** A function that AWS Lambda calls with events of API Gateway or of a function URL. */
export function lambdaHandler(model: StandaloneModel): (event: never, context: never) => Promise<unknown> {
  let handler: Promise<(event: never, context: never) => Promise<unknown>> | undefined;
  return async (event, context) => {
    handler ??= openHandler(model);
    return (await handler)(event, context);
  };
}

async function openHandler(model: StandaloneModel): Promise<(event: never, context: never) => Promise<unknown>> {
  const { Hono } = await import("hono");
  const { handle } = await import("hono/aws-lambda");
  const service = await openService(model, (line) => process.stdout.write(`${line}\n`));
  const app = new Hono();
  app.all("*", ({ req }) => service.fetch(req.raw));
  return handle(app) as (event: never, context: never) => Promise<unknown>;
}

async function openService(
  { name, version, pipeline, steps: modules = [] }: StandaloneModel,
  log: (line: string) => void,
): Promise<Service> {
  const steps = (await Promise.all(modules)).flatMap(exportedSteps);
  const { SERVE_TOKENS: tokens, SERVE_RATE: rate, SERVE_CORS: origins, INSTANCE: instance } = process.env;
  const perSecond = Number(rate ?? 0);
  return makeService({
    models: [
      modelSource(
        name,
        readPipelineJson(pipeline, { path: "model.json", steps }, readColumns, nearestByComparison),
        version,
      ),
    ],
    authenticator:
      tokens === undefined || tokens === "" ? undefined : authenticator(parseCredentials(tokens, "SERVE_TOKENS")),
    corsOrigins: origins?.split(",").map((origin) => origin.trim()),
    rateLimit: perSecond > 0 ? rateLimit(perSecond, Math.max(1, 2 * perSecond), () => performance.now()) : undefined,
    log,
    instance: instance ?? hostname(),
    version,
  });
}

/** Rows are read as columns, so that the program has no table engine. */
const readColumns: ReadColumns = (caller, source, { only }) => {
  if (isColumns(source)) return selectColumns(source, only, caller);
  throw new ArgumentError(`${caller}: expected columns; pass the columns of a table`);
};
