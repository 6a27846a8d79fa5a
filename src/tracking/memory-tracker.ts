import { ArgumentError, NotFoundError } from "../core/errors.js";
import { checkArtifactPath } from "./check-artifact-path.js";
import { checkExperimentName, checkParent } from "./check-experiment-name.js";
import { checkTrackerKey } from "./check-tracker-key.js";
import { checkedRun, checkTags } from "./checked-run.js";
import { defaultExperiment } from "./files/ensure-experiment.js";
import { lastPoint } from "./files/parse-metric.js";
import { runTags } from "./files/run-tags.js";
import type { MetricPoint, Run, RunInput, RunRecord, StartRunOptions, Tracker } from "./tracker.js";

export interface MemoryTrackerOptions {
  /** Milliseconds since 1970. @default always 0 */
  readonly now?: (() => number) | undefined;
  /** 32 hexadecimal digits. @default a counter */
  readonly newId?: (() => string) | undefined;
  readonly user?: string | undefined;
}

interface StoredRun {
  deleted?: boolean;
  record: RunRecord;
  readonly metrics: Map<string, MetricPoint[]>;
  readonly artifacts: Map<string, Uint8Array>;
  readonly inputs: RunInput[];
}

/**
 * A tracker in memory: for tests, and for work that need not be recorded.
 *
 * @example memoryTracker().uri // "memory:"
 */
export function memoryTracker({
  now = () => 0,
  newId = idCounter(),
  user = "nobody",
}: MemoryTrackerOptions = {}): Tracker {
  const experiments = new Map<string, string>();
  const stored = new Map<string, StoredRun>();
  const select = (deleted: boolean): ReadonlyMap<string, StoredRun> =>
    new Map([...stored].filter(([, run]) => (run.deleted === true) === deleted));
  const find = (prefix: string, caller: string, deleted = false): StoredRun =>
    findByPrefix(select(deleted), prefix, caller);
  const setDeleted = (run: StoredRun, deleted: boolean): RunRecord => {
    run.deleted = deleted;
    return toRecord(run);
  };
  return {
    uri: "memory:",
    startRun: async (options = {}) => {
      const experiment = options.parent?.experiment ?? options.experiment ?? defaultExperiment.name;
      checkExperimentName(experiment);
      checkParent(options.parent);
      const experimentId = experiments.get(experiment) ?? String(experiments.size);
      const id = newId();
      const run = newRecord(id, user, options, { experiment, experimentId, startTime: options.startTime ?? now() });
      checkTags(run.record.tags);
      experiments.set(experiment, experimentId);
      stored.set(id, run);
      return writer(run, now);
    },
    experiments: async () => [...experiments].map(([name, id]) => ({ id, name })),
    openRun: async (id) => writer(find(id, "openRun"), now),
    deleteRun: async (id) => setDeleted(find(id, "deleteRun"), true),
    restoreRun: async (id) => setDeleted(find(id, "restoreRun", true), false),
    runs: async ({ experiment, limit = Number.POSITIVE_INFINITY, deleted = false } = {}) => {
      const all = [...select(deleted).values()].map(toRecord);
      if (experiment !== undefined && !experiments.has(experiment) && ![...experiments.values()].includes(experiment)) {
        throw new NotFoundError(
          `runs: no experiment "${experiment}"; expected one of ${[...experiments.keys()].join(", ") || "no experiments"}`,
        );
      }
      return all
        .filter((run) => experiment === undefined || run.experiment === experiment || run.experimentId === experiment)
        .sort((a, b) => b.startTime - a.startTime || (a.id < b.id ? -1 : 1))
        .slice(0, limit);
    },
    run: async (id) => toRecord(find(id, "run")),
    metricHistory: async (id, key) => {
      checkTrackerKey("metric", key, "metricHistory");
      const points = find(id, "metricHistory").metrics.get(key);
      if (points === undefined)
        throw new NotFoundError(`metricHistory: run ${id} has no metric "${key}"; log it first, or correct the key`);
      return [...points];
    },
    artifacts: async (id) =>
      [...find(id, "artifacts").artifacts]
        .map(([path, bytes]) => ({ path, size: bytes.length }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    readArtifact: async (id, path) => {
      checkArtifactPath(path, "readArtifact");
      const bytes = find(id, "readArtifact").artifacts.get(path);
      if (bytes === undefined)
        throw new NotFoundError(`readArtifact: run ${id} has no artifact "${path}"; log it first, or correct the path`);
      return bytes;
    },
    inputs: async (id) => [...find(id, "inputs").inputs].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function newRecord(
  id: string,
  user: string,
  options: StartRunOptions,
  heading: Pick<RunRecord, "experiment" | "experimentId" | "startTime">,
): StoredRun {
  const { name, tags } = runTags({ id, user, tags: options.tags ?? {}, options });
  const record: RunRecord = {
    ...heading,
    id,
    name,
    status: "running",
    endTime: undefined,
    parentId: options.parent?.id,
    params: {},
    metrics: {},
    tags,
    artifactUri: `memory:${id}/artifacts`,
  };
  return { record, metrics: new Map(), artifacts: new Map(), inputs: [] };
}

function writer(run: StoredRun, now: () => number): Run {
  const { id, name, experimentId, experiment, artifactUri } = run.record;
  return checkedRun(
    { id, name, experimentId, experiment, artifactUri },
    {
      params: (values) => {
        for (const [key, value] of values) {
          const before = Object.hasOwn(run.record.params, key) ? run.record.params[key] : undefined;
          if (before !== undefined && before !== value) {
            throw new ArgumentError(
              `logParams: param "${key}" is ${JSON.stringify(before)} already, got ${JSON.stringify(value)}; start another run or use a tag`,
            );
          }
        }
        run.record = { ...run.record, params: { ...run.record.params, ...Object.fromEntries(values) } };
      },
      metrics: (metrics) => {
        for (const [key, points] of metrics) run.metrics.set(key, [...(run.metrics.get(key) ?? []), ...points]);
      },
      tags: (tags) => {
        const name = tags["mlflow.runName"] ?? run.record.name;
        run.record = { ...run.record, name, tags: { ...run.record.tags, ...tags } };
      },
      artifact: (path, content) => {
        run.artifacts.set(path, typeof content === "string" ? new TextEncoder().encode(content) : content.slice());
      },
      input: (input) => {
        run.inputs.push(input);
      },
      end: (status, endTime) => {
        run.record = { ...run.record, status, endTime };
      },
    },
    now,
  );
}

function toRecord({ record, metrics }: StoredRun): RunRecord {
  const last = [...metrics].map(([key, points]) => [key, lastPoint(points)?.value ?? Number.NaN] as const);
  return { ...record, metrics: Object.fromEntries(last) };
}

function findByPrefix(stored: ReadonlyMap<string, StoredRun>, prefix: string, caller: string): StoredRun {
  const found = [...stored.keys()].filter((id) => prefix !== "" && id.startsWith(prefix));
  const [id = ""] = stored.has(prefix) ? [prefix] : found;
  const run = stored.get(id);
  if (run === undefined) throw new NotFoundError(`${caller}: no run "${prefix}"; give the id of a run of this tracker`);
  if (id !== prefix && found.length > 1) {
    throw new ArgumentError(`${caller}: ${found.length} runs begin with "${prefix}"; use more of the id`);
  }
  return run;
}

function idCounter(): () => string {
  let count = 0;
  return () => (++count).toString(16).padStart(32, "0");
}
