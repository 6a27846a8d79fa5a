import { hostname } from "node:os";
import type { Command } from "commander";
import { ArgumentError } from "../core/errors.js";
import { packageVersion } from "../host/package-version.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import type { Service } from "../server/make-service.js";
import { type CommandContext, examples } from "./command.js";
import { openAuthenticator, printCredential } from "./credentials.js";
import { knownSteps, stepsOption } from "./known-steps.js";
import { parsePositive } from "./parse-positive.js";
import { openHistoryRoutes } from "./serve-history.js";

interface ServeFlags {
  readonly port: string;
  readonly host: string;
  readonly auth?: string;
  readonly data?: string;
  readonly history?: string;
  readonly historyRoot?: string;
  readonly allowUpload?: boolean;
  readonly allowReset?: boolean;
  readonly maxUpload: string;
  readonly allowedHosts?: string;
  readonly cors?: string;
  readonly rate?: string;
  readonly maxBody: string;
  readonly maxRows: string;
  readonly timeout: string;
  readonly grace: string;
  readonly refresh: string;
  readonly log?: string;
  readonly logFormat: string;
  readonly instance?: string;
  readonly trustProxy?: boolean;
  readonly newToken?: string;
  readonly newPassword?: string;
  readonly steps?: string;
  readonly trackingUri?: string;
}

/** `cuaderno serve`: models behind HTTP. */
export function define(command: Command, context: CommandContext): void {
  command
    .argument("[models...]", "models:/name@alias, name/3, or the path or URI of a pipeline's JSON")
    .option("--port <number>", "port; 0 takes a free one", "8000")
    .option("--host <address>", "address to listen on; 0.0.0.0 for every network", "127.0.0.1")
    .option("--data <folder>", "serve the Parquet and CSV tables below a folder (path or s3://) at /tables")
    .option(
      "--history <uri>",
      "a dataset, or a YAML file that names datasets: forecasts of periods at / with their data",
    )
    .option("--history-root <folder>", "folder of the datasets, instead of the file's root")
    .option("--allow-upload", "accept files with new rows for the datasets of --history")
    .option("--allow-reset", "accept requests that undo all uploads")
    .option("--max-upload <bytes>", "maximum size of an uploaded file", "50000000")
    .option("--allowed-hosts <names>", "comma-separated names by which browsers that upload reach this server")
    .option("--auth <source>", "credentials: a file, or env:NAME for a variable; make them with --new-token")
    .option("--cors <origins>", "comma-separated origins whose pages may send requests")
    .option("--rate <count>", "maximum requests per second of each client")
    .option("--trust-proxy", "take the client's address from x-forwarded-for")
    .option("--max-body <bytes>", "maximum size of a request's body", "5000000")
    .option("--max-rows <count>", "maximum rows of a request", "10000")
    .option("--timeout <seconds>", "time for a request to arrive", "30")
    .option("--grace <seconds>", "time for open requests after SIGTERM", "10")
    .option("--refresh <seconds>", "how often aliases are read again; a moved alias changes the model", "5")
    .option("--log <uri>", "folder of the prediction log (inputs and predictions); a path or s3://")
    .option("--log-format <format>", "jsonl or parquet", "jsonl")
    .option("--instance <name>", "name of the process in x-instance and in the log (default: the host's name)")
    .option("--new-token <label>", "print a new bearer token and the line that accepts it")
    .option("--new-password <user>", "print a new password for basic authentication and the line that accepts it")
    .option(...stepsOption)
    .option("--tracking-uri <folder>", "folder of runs and models (default: MLFLOW_TRACKING_URI, else ./mlruns)")
    .action((refs: readonly string[], flags: ServeFlags) => serve(refs, flags, context));
  command.addHelpText(
    "after",
    [
      "",
      "Paths: POST /predict, /predict/explain and MLflow's /invocations; GET / (a form), /docs, /openapi.json, /schema,",
      "/models, /health, /ready, /metrics, /ping. One line of JSON per request on standard output.",
      examples(
        "cuaderno serve models:/traffic-volume@champion",
        "cuaderno serve traffic-volume crime-arrest/3 --port 9000 --auth tokens.txt --rate 100",
        "cuaderno serve model.json --host 0.0.0.0 --auth env:SERVE_TOKENS --log s3://lake/predictions/",
        "cuaderno serve milk-price --history notebooks/milk/history.yaml --allow-upload --log log/",
        "cuaderno serve --data data/worldbank/refined/sample --port 8001",
        "cuaderno serve --new-token ci",
        `curl -d '{"temp": 288.28}' -H 'content-type: application/json' http://127.0.0.1:8000/predict`,
      ),
    ].join("\n"),
  );
}

async function serve(refs: readonly string[], flags: ServeFlags, context: CommandContext): Promise<void> {
  if (flags.newToken !== undefined || flags.newPassword !== undefined) return printCredential(flags, context);
  if (refs.length === 0 && flags.data === undefined) {
    throw new ArgumentError(
      "serve: expected a model, such as models:/traffic-volume@champion or model.json, or --data; give one of them",
    );
  }
  const settings = parseSettings(flags);
  const service = await openService(refs, flags, settings, context);
  const { listen } = await import("../server/listen.js");
  const server = await listen(service, {
    port: settings.port,
    host: flags.host,
    requestTimeoutMs: settings.timeout * 1_000,
    graceMs: settings.grace * 1_000,
  });
  const names = service.models.map((source) => `${source.name} version ${source.current().version}`);
  if (names.length > 0) context.note(`serving ${names.join(", ")} at ${server.url}/ (form), ${server.url}/docs`);
  if (flags.history !== undefined) context.note(`serving the series of ${flags.history} at ${server.url}/`);
  if (flags.data !== undefined) context.note(`serving the tables of ${flags.data} at ${server.url}/tables`);
  if (flags.auth === undefined && !isLoopback(flags.host)) {
    context.note(`anyone who reaches ${flags.host} can send requests; pass --auth to require a credential`);
  }
  const endRefreshing = startRefreshing(service, settings.refresh, context);
  await stopped(context.signal);
  endRefreshing();
  context.note("stopping: no new requests are accepted");
  await server.stop();
  await service.close();
  context.result({ url: server.url, models: names });
}

interface Settings {
  readonly port: number;
  readonly timeout: number;
  readonly grace: number;
  readonly refresh: number;
  readonly maxBody: number;
  readonly maxRows: number;
  readonly maxUpload: number;
  readonly rate: number | undefined;
}

function parseSettings(flags: ServeFlags): Settings {
  const port = /^\d{1,5}$/.test(flags.port) ? Number(flags.port) : Number.NaN;
  if (!(port <= 65_535))
    throw new ArgumentError(`serve: --port: expected 0 to 65535, got "${flags.port}"; for example --port 8080`);
  const positive = (name: string, text: string, integer = false): number =>
    parsePositive(`serve: --${name}`, text, { integer }) ?? 0;
  if (flags.logFormat !== "jsonl" && flags.logFormat !== "parquet") {
    throw new ArgumentError(
      `serve: --log-format: expected jsonl or parquet, got "${flags.logFormat}"; for example --log-format jsonl`,
    );
  }
  return {
    port,
    timeout: positive("timeout", flags.timeout),
    grace: positive("grace", flags.grace),
    refresh: positive("refresh", flags.refresh),
    maxBody: positive("max-body", flags.maxBody, true),
    maxRows: positive("max-rows", flags.maxRows, true),
    maxUpload: positive("max-upload", flags.maxUpload, true),
    rate: parsePositive("serve: --rate", flags.rate),
  };
}

async function openService(
  refs: readonly string[],
  flags: ServeFlags,
  { maxBody, maxRows, maxUpload, rate }: Settings,
  context: CommandContext,
): Promise<Service & { close(): Promise<void> }> {
  const { openModelSource } = await import("../server/open-model-source.js");
  const { makeService } = await import("../server/make-service.js");
  const { rateLimit } = await import("../server/rate-limit.js");
  const { predictionLog } = await import("../server/prediction-log.js");
  const { batchLines } = await import("../server/batch-lines.js");
  const steps = await knownSteps("serve", flags.steps, context.cwd);
  const registry = flags.trackingUri === undefined ? undefined : await openRegistry({ uri: flags.trackingUri });
  const models = await Promise.all(refs.map((ref) => openModelSource(ref, { registry, steps, caller: "serve" })));
  const repeated = models.find(({ name }, index) => models.findIndex((other) => other.name === name) !== index);
  if (repeated !== undefined)
    throw new ArgumentError(`serve: two models are named "${repeated.name}"; serve one of them`);
  const { tableRoutes } = await import("../server/tables/table-routes.js");
  const instance = flags.instance ?? hostname();
  const log =
    flags.log === undefined
      ? undefined
      : predictionLog({
          folder: flags.log,
          format: flags.logFormat === "parquet" ? "parquet" : "jsonl",
          instance: instance.replace(/[^\w.-]/g, "_"),
          now: () => new Date(),
          onProblem: context.error,
        });
  const lines = batchLines(context.print);
  const flushing = log === undefined ? undefined : setInterval(() => void log.flush(), 10_000);
  const hosts = flags.allowedHosts?.split(",").map((host) => host.trim());
  const names = { allowedHosts: hosts ?? (isLoopback(flags.host) ? [] : ("*" as const)) };
  const service = await makeService({
    models,
    routes: [
      ...(flags.data === undefined ? [] : tableRoutes(flags.data)),
      ...(await openHistoryRoutes(models, { ...flags, ...names, maxUpload, predictionLog: log }, context.cwd)),
    ],
    limits: { bodyBytes: maxBody, rows: maxRows },
    authenticator: await openAuthenticator("serve", flags.auth, context),
    corsOrigins: flags.cors?.split(",").map((origin) => origin.trim()),
    rateLimit: rate === undefined ? undefined : rateLimit(rate, Math.max(1, 2 * rate), () => performance.now()),
    trustProxy: flags.trustProxy,
    log: context.quiet ? undefined : lines.add,
    predictionLog: log,
    instance,
    version: packageVersion(),
  });
  return {
    ...service,
    async close() {
      clearInterval(flushing);
      lines.flush();
      await log?.flush();
    },
  };
}

/** Reads the aliases again and again, one time after the other; returns what ends it. */
function startRefreshing(service: Service, seconds: number, context: CommandContext): () => void {
  let isRunning = false;
  const timer = setInterval(async () => {
    if (isRunning) return;
    isRunning = true;
    for (const change of await service.refresh(context.error)) context.note(`loaded ${change}`);
    isRunning = false;
  }, seconds * 1_000);
  return () => clearInterval(timer);
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}
