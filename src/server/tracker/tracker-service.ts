import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { withProcessLock } from "../../files/process-lock.js";
import { prepareRoot } from "../../tracking/files/ensure-experiment.js";
import type { TrackerFolder } from "../../tracking/files/tracker-folder.js";
import type { OpenArtifactStore } from "../../tracking/open-artifact-store.js";
import type { TrackerProblem } from "../../tracking/tracker.js";
import { HttpProblem } from "../http-problem.js";
import { type RouteApp, type RouteAppOptions, routeApp } from "../route-app.js";
import { jsonReply, type Route } from "../service-request.js";
import { artifactRoutes } from "./artifact-routes.js";
import { checkOrigin } from "./check-origin.js";
import { experimentRoutes } from "./experiment-routes.js";
import { loggedModelRoutes } from "./logged-model-routes.js";
import { metricRoutes } from "./metric-routes.js";
import { modelVersionRoutes } from "./model-version-routes.js";
import { registeredModelRoutes } from "./registered-model-routes.js";
import { runRoutes } from "./run-routes.js";
import { type TrackerStore, trackerStore } from "./tracker-store.js";

export interface TrackerServiceOptions
  extends Pick<RouteAppOptions, "authenticator" | "rateLimit" | "trustProxy" | "log" | "corsOrigins"> {
  /** Folder of all experiments, usually `mlruns`. It is created. */
  readonly root: string;
  /** 32 random hexadecimal digits. */
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** User of runs whose clients name none. */
  readonly user: string;
  /** @default 10 GB */
  readonly maxArtifactBytes?: number | undefined;
  /** Names of this server in the header `host`; `"*"` accepts every name. @default names of the own machine */
  readonly allowedHosts?: readonly string[] | "*" | undefined;
  /** URI such as `s3://bucket/runs` below which experiments that are created have their artifacts. @default the root */
  readonly artifactRoot?: string | undefined;
  /** Opens the store of artifacts that are not in the folder. @default none */
  readonly openArtifacts?: OpenArtifactStore | undefined;
  /** File of the index that makes listings fast. @default an index in memory */
  readonly indexFile?: string | undefined;
  /** Version that `/version` has. @default "0" */
  readonly version?: string | undefined;
  /** Called for every damaged file that is skipped. @default nothing */
  readonly onProblem?: ((problem: TrackerProblem) => void) | undefined;
  /** Further routes over the same store, such as those of pages. @default none */
  readonly pages?: ((store: TrackerStore) => readonly Route[]) | undefined;
}

/** A tracker's folder behind MLflow's REST API. */
export interface TrackerService extends RouteApp {
  readonly routes: readonly Route[];
  stop(): void;
}

/**
 * MLflow's REST API 2.0 over a folder in MLflow's file layout, so that its clients in Python, R and Java log to the
 * folder unchanged. Requests of pages of other sites are rejected.
 *
 * @example const service = await trackerService({ root: "mlruns", newId, now: Date.now, user: "ana" })
 */
export async function trackerService(options: TrackerServiceOptions): Promise<TrackerService> {
  const { now, newId, user, version = "0", maxArtifactBytes = 10_000_000_000, pages } = options;
  const folder: TrackerFolder = {
    root: resolve(options.root),
    now,
    newId,
    onProblem: options.onProblem ?? (() => undefined),
    artifactIndex: options.indexFile?.replace(/json$/, "artifacts"),
    openArtifacts: options.openArtifacts,
  };
  const { artifactRoot, indexFile } = options;
  prepareRoot(folder, artifactRoot);
  const store = trackerStore({ folder, user, exclusively: registryLock(folder), indexFile, artifactRoot });
  const routes = [
    ...experimentRoutes(store),
    ...runRoutes(store),
    ...metricRoutes(store),
    ...loggedModelRoutes(store),
    ...artifactRoutes(store, { maxArtifactBytes }),
    ...registeredModelRoutes(store),
    ...modelVersionRoutes(store),
    ...statusRoutes(version),
    ...(pages?.(store) ?? []),
  ];
  const app = await routeApp({
    ...options,
    routes,
    check: (request) => checkOrigin(request, options),
    notFound: "no such path of MLflow's REST API 2.0; the guide to the tracker lists what is served",
  });
  return { ...app, routes, stop: () => undefined };
}

function registryLock(folder: TrackerFolder): TrackerStore["exclusively"] {
  const home = join(folder.root, "models");
  return async (work) => {
    mkdirSync(home, { recursive: true });
    return await withProcessLock(join(home, ".registry.lock"), work, { staleMs: 5_000 });
  };
}

/** Clients read `/version` to find out what the server can do: 3.0 is the version whose calls are served. */
function statusRoutes(version: string): Route[] {
  const text = (body: string) => new Response(body, { headers: { "content-type": "text/plain; charset=utf-8" } });
  return [
    { method: "get", path: "/health", isOpen: true, handle: () => text("OK") },
    { method: "get", path: "/version", isOpen: true, handle: () => text("3.0.0") },
    {
      ...{ method: "get", path: "/api/3.0/mlflow/server-info", isOpen: true },
      handle: () => jsonReply({ store_type: "FileStore", workspaces_enabled: false }),
    },
    { method: "get", path: "/ready", isOpen: true, handle: () => jsonReply({ status: "ready", version }) },
    {
      method: "get",
      path: "/favicon.ico",
      isOpen: true,
      handle() {
        throw new HttpProblem(404, "no icon is served");
      },
    },
  ];
}
