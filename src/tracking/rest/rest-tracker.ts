import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import { checkArtifactPath } from "../check-artifact-path.js";
import { checkExperimentName, checkParent } from "../check-experiment-name.js";
import { checkTrackerKey } from "../check-tracker-key.js";
import { checkTags } from "../checked-run.js";
import { defaultExperiment } from "../files/ensure-experiment.js";
import { toRunInput } from "../files/read-inputs.js";
import { runTags } from "../files/run-tags.js";
import type { OpenArtifactStore } from "../open-artifact-store.js";
import type { Experiment, Run, StartRunOptions, Tracker } from "../tracker.js";
import { type MlflowConnection, type MlflowJson, readPages } from "./mlflow-connection.js";
import { type RemoteArtifacts, remoteArtifacts } from "./remote-artifacts.js";
import { restModels } from "./rest-models.js";
import { restRun } from "./rest-run.js";
import { type RemoteRun, toPoint, toRemoteRun } from "./run-from-json.js";

export interface RestTrackerOptions {
  readonly server: MlflowConnection;
  /** Opens artifacts that are not read through the server. */
  readonly openStore: OpenArtifactStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 random hexadecimal digits. */
  readonly newId: () => string;
  readonly user: string;
  /** Experiment of runs that name none. @default "Default" */
  readonly experiment?: string | undefined;
  /** Tags of every run. A function is called once, when the first run starts. */
  readonly tags?: Readonly<Record<string, string>> | (() => Promise<Readonly<Record<string, string>>>) | undefined;
}

const api = "/api/2.0/mlflow";

/** A tracker on an MLflow server, by its REST API. */
export function restTracker(options: RestTrackerOptions): Tracker {
  const { server, now } = options;
  const artifacts = remoteArtifacts(server, options.openStore);
  const { tags = {} } = options;
  const find = (id: string, caller: string, deleted = false) => findRun(server, id, caller, deleted);
  const readArtifacts = async (id: string, caller: string) => (await find(id, caller)).record;
  return {
    uri: server.uri,
    startRun: async (given = {}) => {
      if (given.trackerTags === false) return startRun(options, artifacts, given, {});
      return startRun(options, artifacts, given, typeof tags === "function" ? await tags() : tags);
    },
    experiments: () => listExperiments(server, "experiments"),
    openRun: async (id) => restRun((await find(id, "openRun")).record, server, artifacts, now),
    deleteRun: async (id) => {
      const { record } = await find(id, "deleteRun");
      await server.send("POST", `${api}/runs/delete`, { run_id: record.id }, "deleteRun");
      return record;
    },
    restoreRun: async (id) => {
      const { record } = await find(id, "restoreRun", true);
      await server.send("POST", `${api}/runs/restore`, { run_id: record.id }, "restoreRun");
      return record;
    },
    runs: async ({ experiment, limit = Number.POSITIVE_INFINITY, deleted = false } = {}) => {
      const experiments = chooseExperiments(await listExperiments(server, "runs"), experiment, server.uri);
      const found = await searchRemoteRuns(server, experiments, { limit, deleted, caller: "runs" });
      return found.map(({ record }) => record);
    },
    run: async (id) => (await find(id, "run")).record,
    metricHistory: async (id, key) => {
      checkTrackerKey("metric", key, "metricHistory");
      const { record } = await find(id, "metricHistory");
      if (!Object.hasOwn(record.metrics, key)) {
        throw new NotFoundError(
          `metricHistory: run ${record.id} has no metric "${key}"; it has ${listKeys(record.metrics)}`,
        );
      }
      const points = await readPages<MlflowJson>((token) => {
        const query = { run_id: record.id, metric_key: key, max_results: "25000", page_token: token };
        return server.get(`${api}/metrics/get-history`, query, "metricHistory");
      }, "metrics");
      return points.map(toPoint);
    },
    artifacts: async (id) => artifacts.list((await readArtifacts(id, "artifacts")).artifactUri, "artifacts"),
    readArtifact: async (id, path) => {
      checkArtifactPath(path, "readArtifact");
      const record = await readArtifacts(id, "readArtifact");
      const bytes = await artifacts.read(record.artifactUri, path, "readArtifact");
      if (bytes !== undefined) return bytes;
      throw new NotFoundError(
        `readArtifact: run ${record.id} has no artifact "${path}"; log it first, or correct the path`,
      );
    },
    loggedModels: restModels(server, artifacts),
    inputs: async (id) => (await find(id, "inputs")).inputs.map(toRunInput).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

async function startRun(
  { server, now, newId, user: caller, experiment: initial }: RestTrackerOptions,
  artifacts: RemoteArtifacts,
  options: StartRunOptions,
  common: Readonly<Record<string, string>>,
): Promise<Run> {
  checkParent(options.parent);
  const experiment = options.parent ?? options.experiment ?? initial ?? defaultExperiment.name;
  const { name, user, tags } = runTags({ id: newId(), user: caller, tags: { ...common, ...options.tags }, options });
  if (typeof experiment === "string") checkExperimentName(experiment);
  checkTags(tags);
  const entry =
    typeof experiment === "string"
      ? await ensureRemoteExperiment(server, experiment)
      : { id: experiment.experimentId, name: experiment.experiment };
  const body = {
    experiment_id: entry.id,
    run_name: name,
    user_id: user,
    start_time: Math.round(options.startTime ?? now()),
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
  const { run } = await server.send("POST", `${api}/runs/create`, body, "startRun");
  const { record } = toRemoteRun(run as MlflowJson, new Map([[entry.id, entry.name]]));
  return restRun(record, server, artifacts, now);
}

/** The active experiment of a name, created when it does not exist. */
export async function ensureRemoteExperiment(server: MlflowConnection, name: string): Promise<Experiment> {
  const found = await getByName(server, name);
  if (found !== undefined) return found;
  try {
    const { experiment_id: id } = await server.send("POST", `${api}/experiments/create`, { name }, "startRun");
    return { id: String(id), name };
  } catch (thrown) {
    // Another process may have created it in between.
    const created = thrown instanceof ArgumentError ? await getByName(server, name) : undefined;
    if (created === undefined) throw thrown;
    return created;
  }
}

async function getByName(server: MlflowConnection, name: string): Promise<Experiment | undefined> {
  try {
    const query = { experiment_name: name };
    const { experiment } = await server.get(`${api}/experiments/get-by-name`, query, "startRun");
    const { experiment_id: id, lifecycle_stage: stage } = experiment as MlflowJson;
    if (stage !== "deleted") return { id: String(id), name };
    throw new ArgumentError(
      `startRun: experiment "${name}" was deleted on ${server.uri}; restore it there, or choose another name`,
    );
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return undefined;
    throw thrown;
  }
}

/** Every active experiment of a server. */
export async function listExperiments(server: MlflowConnection, caller: string): Promise<Experiment[]> {
  const found = await readPages<MlflowJson>((token) => {
    const body = { max_results: 1_000, view_type: "ACTIVE_ONLY", page_token: token };
    return server.send("POST", `${api}/experiments/search`, body, caller);
  }, "experiments");
  return found.map((experiment) => ({ id: String(experiment.experiment_id), name: String(experiment.name) }));
}

function chooseExperiments(all: readonly Experiment[], chosen: string | undefined, uri: string): readonly Experiment[] {
  if (chosen === undefined) return all;
  const found = all.filter(({ id, name }) => name === chosen || id === chosen);
  if (found.length > 0) return found;
  const names = all.map(({ name }) => name);
  const hint = didYouMean(chosen, names) || `; expected one of ${names.join(", ")}`;
  throw new NotFoundError(`runs: no experiment "${chosen}" on ${uri}${hint}`);
}

/** Runs of experiments, newest first. */
export async function searchRemoteRuns(
  server: MlflowConnection,
  experiments: readonly Experiment[],
  { limit, deleted, caller }: { readonly limit: number; readonly deleted: boolean; readonly caller: string },
): Promise<RemoteRun[]> {
  if (experiments.length === 0 || limit <= 0) return [];
  const names = new Map(experiments.map(({ id, name }) => [id, name]));
  let count = 0;
  const found = await readPages<MlflowJson>(async (token) => {
    const body = {
      experiment_ids: experiments.map(({ id }) => id),
      max_results: Math.min(1_000, limit),
      run_view_type: deleted ? "DELETED_ONLY" : "ACTIVE_ONLY",
      order_by: ["attributes.start_time DESC", "attributes.run_id ASC"],
      page_token: token,
    };
    const page = await server.send("POST", `${api}/runs/search`, body, caller);
    count += Array.isArray(page.runs) ? page.runs.length : 0;
    return count >= limit ? { ...page, next_page_token: undefined } : page;
  }, "runs");
  return found.slice(0, limit).map((run) => toRemoteRun(run, names));
}

/** The run whose id begins with a prefix. */
async function findRun(server: MlflowConnection, prefix: string, caller: string, deleted: boolean): Promise<RemoteRun> {
  if (/^[0-9a-f]{32}$/.test(prefix)) return getRun(server, prefix, caller, deleted);
  const experiments = await listExperiments(server, caller);
  const limit = Number.POSITIVE_INFINITY;
  const all = prefix === "" ? [] : await searchRemoteRuns(server, experiments, { limit, deleted, caller });
  const matches = all.filter(({ record }) => record.id.startsWith(prefix));
  const [first, second] = matches;
  if (first === undefined) {
    throw new NotFoundError(
      `${caller}: no run ${JSON.stringify(prefix.slice(0, 80))} on ${server.uri}; list the runs first`,
    );
  }
  if (second !== undefined) {
    throw new ArgumentError(`${caller}: ${matches.length} runs begin with "${prefix}"; use more of the id`);
  }
  return first;
}

async function getRun(server: MlflowConnection, id: string, caller: string, deleted: boolean): Promise<RemoteRun> {
  let run: MlflowJson;
  try {
    ({ run } = (await server.get(`${api}/runs/get`, { run_id: id }, caller)) as { readonly run: MlflowJson });
  } catch (cause) {
    if (!(cause instanceof NotFoundError)) throw cause;
    throw new NotFoundError(`${caller}: no run "${id}" on ${server.uri}`, { cause });
  }
  const experimentId = String((run.info as MlflowJson).experiment_id);
  const { experiment } = await server.get(`${api}/experiments/get`, { experiment_id: experimentId }, caller);
  const found = toRemoteRun(run, new Map([[experimentId, String((experiment as MlflowJson).name)]]));
  if (found.deleted === deleted) return found;
  throw new NotFoundError(
    deleted
      ? `${caller}: run ${id} on ${server.uri} is not deleted; only deleted runs can be restored`
      : `${caller}: run ${id} on ${server.uri} was deleted; "cuaderno runs restore" restores it`,
  );
}

function listKeys(values: Readonly<Record<string, unknown>>): string {
  return Object.keys(values).sort().join(", ") || "none";
}
