import { ArgumentError, NotFoundError } from "../core/errors.js";
import { checkArtifactPath } from "./check-artifact-path.js";
import { checkedRun, checkTags } from "./checked-run.js";
import { defaultExperiment } from "./files/ensure-experiment.js";
import { lastPoint } from "./files/parse-metric.js";
import { runTags } from "./files/run-tags.js";
import type { MetricPoint, Run, RunInput, RunRecord, StartRunOptions, Tracker } from "./tracker.js";

export interface MemoryTrackerOptions {
  /** Milliseconds since 1970. Default: always 0. */
  readonly now?: () => number;
  /** 32 hexadecimal digits. Default: counted up. */
  readonly newId?: () => string;
  readonly user?: string;
}

interface StoredRun {
  record: RunRecord;
  readonly metrics: Map<string, MetricPoint[]>;
  readonly artifacts: Map<string, Uint8Array>;
  readonly inputs: RunInput[];
}

/**
 * A tracker that keeps runs for as long as the program lives: for tests, and for work that need not be on record.
 *
 * @example memoryTracker().uri // "memory:"
 */
export function memoryTracker({
  now = () => 0,
  newId = counted(),
  user = "nobody",
}: MemoryTrackerOptions = {}): Tracker {
  const experiments = new Map<string, string>();
  const kept = new Map<string, StoredRun>();
  const find = (beginning: string): StoredRun => findByBeginning(kept, beginning);
  return {
    uri: "memory:",
    startRun: async (options = {}) => {
      const experiment = options.parent?.experiment ?? options.experiment ?? defaultExperiment.name;
      if (experiment.trim() === "") throw new ArgumentError("startRun: the experiment has an empty name; give it one");
      const experimentId = experiments.get(experiment) ?? String(experiments.size);
      const id = newId();
      const run = newRecord(id, user, options, { experiment, experimentId, startTime: options.startTime ?? now() });
      checkTags(run.record.tags);
      experiments.set(experiment, experimentId);
      kept.set(id, run);
      return writer(run, now);
    },
    experiments: async () => [...experiments].map(([name, id]) => ({ id, name })),
    runs: async ({ experiment, limit = Number.POSITIVE_INFINITY } = {}) => {
      const wanted = [...kept.values()].map(recordOf);
      if (experiment !== undefined && !experiments.has(experiment) && ![...experiments.values()].includes(experiment)) {
        throw new NotFoundError(`runs: no experiment "${experiment}"; there are ${[...experiments.keys()].join(", ")}`);
      }
      return wanted
        .filter((run) => experiment === undefined || run.experiment === experiment || run.experimentId === experiment)
        .sort((a, b) => b.startTime - a.startTime || (a.id < b.id ? -1 : 1))
        .slice(0, limit);
    },
    run: async (id) => recordOf(find(id)),
    metricHistory: async (id, key) => {
      const points = find(id).metrics.get(key);
      if (points === undefined) throw new NotFoundError(`metricHistory: run ${id} has no metric "${key}"`);
      return [...points];
    },
    artifacts: async (id) =>
      [...find(id).artifacts]
        .map(([path, bytes]) => ({ path, size: bytes.length }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    readArtifact: async (id, path) => {
      checkArtifactPath(path, "readArtifact");
      const bytes = find(id).artifacts.get(path);
      if (bytes === undefined) throw new NotFoundError(`readArtifact: run ${id} has no artifact "${path}"`);
      return bytes;
    },
    inputs: async (id) => [...find(id).inputs].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function newRecord(
  id: string,
  user: string,
  options: StartRunOptions,
  place: Pick<RunRecord, "experiment" | "experimentId" | "startTime">,
): StoredRun {
  const { name, tags } = runTags({ id, user, tags: options.tags ?? {}, options });
  const record: RunRecord = {
    ...place,
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
      params: (texts) => {
        for (const [key, text] of texts) {
          const before = Object.hasOwn(run.record.params, key) ? run.record.params[key] : undefined;
          if (before !== undefined && before !== text) {
            throw new ArgumentError(
              `logParams: param "${key}" is ${JSON.stringify(before)} already and cannot become ${JSON.stringify(text)}; a param is written once, start another run or use a tag`,
            );
          }
        }
        run.record = { ...run.record, params: { ...run.record.params, ...Object.fromEntries(texts) } };
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

function recordOf({ record, metrics }: StoredRun): RunRecord {
  const last = [...metrics].map(([key, points]) => [key, lastPoint(points)?.value ?? Number.NaN] as const);
  return { ...record, metrics: Object.fromEntries(last) };
}

function findByBeginning(kept: ReadonlyMap<string, StoredRun>, beginning: string): StoredRun {
  const found = [...kept.keys()].filter((id) => beginning !== "" && id.startsWith(beginning));
  const [id = ""] = kept.has(beginning) ? [beginning] : found;
  const run = kept.get(id);
  if (run === undefined) throw new NotFoundError(`run: no run "${beginning}"`);
  if (id !== beginning && found.length > 1) {
    throw new ArgumentError(`run: "${beginning}" is the beginning of ${found.length} runs; give more of the id`);
  }
  return run;
}

function counted(): () => string {
  let count = 0;
  return () => (++count).toString(16).padStart(32, "0");
}
