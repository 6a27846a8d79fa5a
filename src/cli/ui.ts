import { randomBytes } from "node:crypto";
import { isAbsolute, resolve } from "node:path";
import type { Command } from "commander";
import { ArgumentError } from "../core/errors.js";
import { packageVersion } from "../host/package-version.js";
import { openArtifactStore } from "../io/tracker/open-server.js";
import { trackerIndexFile, userName } from "../io/tracker/open-tracker.js";
import { trackerFolder } from "../io/tracker/tracking-uri-folder.js";
import { type CommandContext, examples } from "./command.js";
import { openAuthenticator, printCredential } from "./credentials.js";
import { parsePositive } from "./parse-positive.js";

interface UiFlags {
  readonly port: string;
  readonly host: string;
  readonly trackingUri?: string;
  readonly auth?: string;
  readonly cors?: string;
  readonly allowedHosts?: string;
  readonly rate?: string;
  readonly maxArtifact: string;
  readonly timeout: string;
  readonly trustProxy?: boolean;
  readonly newToken?: string;
  readonly newPassword?: string;
}

/** `cuaderno ui`: the tracker's folder as a page, and behind MLflow's REST API. */
export function define(command: Command, context: CommandContext): void {
  command
    .option("--tracking-uri <folder>", "folder of runs and models (default: MLFLOW_TRACKING_URI, else ./mlruns)")
    .option("--port <number>", "port; 0 takes a free one", "5000")
    .option("--host <address>", "address to listen on; 0.0.0.0 for every network", "127.0.0.1")
    .option("--auth <source>", "credentials: a file, or env:NAME for a variable; make them with --new-token")
    .option("--allowed-hosts <names>", "comma-separated names by which clients reach this server")
    .option("--cors <origins>", "comma-separated origins whose pages may send requests")
    .option("--rate <count>", "maximum requests per second of each client")
    .option("--trust-proxy", "take the client's address from x-forwarded-for")
    .option("--max-artifact <bytes>", "maximum size of an artifact", "10000000000")
    .option("--timeout <seconds>", "time for a request to arrive; uploads need long", "3600")
    .option("--new-token <label>", "print a new bearer token and the line that accepts it")
    .option("--new-password <user>", "print a new password for basic authentication and the line that accepts it")
    .action((flags: UiFlags) => ui(flags, context));
  command.addHelpText(
    "after",
    [
      "",
      "Opened in a browser, the address shows the runs (filter, sort, group, curves, compare), their",
      "artifacts and the registered models, live while runs write. Press ? there for the keys.",
      "",
      "MLflow's clients in Python, R and Java log to the folder with MLFLOW_TRACKING_URI=http://127.0.0.1:5000 and, with",
      "--auth, MLFLOW_TRACKING_TOKEN or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD. One line of JSON per request.",
      "MLFLOW_DEFAULT_ARTIFACT_ROOT=s3://bucket/runs puts the artifacts of new experiments on S3.",
      examples(
        "cuaderno ui",
        "cuaderno ui --tracking-uri /data/mlruns --port 8080",
        "cuaderno ui --host 0.0.0.0 --auth tokens.txt",
        "cuaderno ui --new-token ci",
      ),
    ].join("\n"),
  );
}

async function ui(flags: UiFlags, context: CommandContext): Promise<void> {
  if (flags.newToken !== undefined || flags.newPassword !== undefined) return printCredential(flags, context);
  const port = /^\d{1,5}$/.test(flags.port) ? Number(flags.port) : Number.NaN;
  if (!(port <= 65_535))
    throw new ArgumentError(`ui: --port: expected 0 to 65535, got "${flags.port}"; for example --port 5000`);
  const timeout = parsePositive("ui: --timeout", flags.timeout) ?? 0;
  const rate = parsePositive("ui: --rate", flags.rate);
  const maxArtifactBytes = parsePositive("ui: --max-artifact", flags.maxArtifact, { integer: true });
  const root = trackingRoot(flags.trackingUri, context);
  const { trackerService } = await import("../server/tracker/tracker-service.js");
  const { trackerPageRoutes } = await import("../server/tracker-page/tracker-page-routes.js");
  const { rateLimit } = await import("../server/rate-limit.js");
  const { listen } = await import("../server/listen.js");
  const isOwnMachine = isLoopback(flags.host);
  const hosts = splitList(flags.allowedHosts);
  const service = await trackerService({
    root,
    indexFile: trackerIndexFile(root, context.environment),
    artifactRoot: context.environment.MLFLOW_DEFAULT_ARTIFACT_ROOT || undefined,
    openArtifacts: openArtifactStore,
    newId: () => randomBytes(16).toString("hex"),
    now: Date.now,
    user: userName(context.environment),
    maxArtifactBytes,
    authenticator: await openAuthenticator("ui", flags.auth, context),
    allowedHosts: hosts.length > 0 || isOwnMachine ? hosts : "*",
    corsOrigins: splitList(flags.cors),
    rateLimit: rate === undefined ? undefined : rateLimit(rate, Math.max(1, 2 * rate), () => performance.now()),
    trustProxy: flags.trustProxy,
    log: context.quiet ? undefined : context.print,
    version: packageVersion(),
    onProblem: ({ path, reason }) => context.error(`${path} ${reason}`),
    pages: trackerPageRoutes,
  });
  const requestTimeoutMs = timeout * 1_000;
  const server = await listen(service, { port, host: flags.host, requestTimeoutMs, caller: "ui" });
  context.note(
    `serving ${root}: open ${server.url} in a browser; MLflow's clients use MLFLOW_TRACKING_URI=${server.url}`,
  );
  if (flags.auth === undefined && !isOwnMachine) {
    context.note(`anyone who reaches ${flags.host} can read and write; pass --auth to require a credential`);
  }
  await stopped(context.signal);
  await server.stop();
  context.result({ url: server.url, root });
}

function trackingRoot(uri: string | undefined, { cwd, environment }: CommandContext): string {
  const root = trackerFolder(uri ?? environment.MLFLOW_TRACKING_URI ?? "", cwd);
  return isAbsolute(root) ? root : resolve(cwd, root);
}

function splitList(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener("abort", () => done(), { once: true }));
}

/** Whether an address is of this machine only. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}
