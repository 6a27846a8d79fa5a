import { errorMessage } from "../../core/error-message.js";
import { metricSummary } from "../../tracking/metric-summary.js";
import { searchRuns, selectFields } from "../../tracking/query/search-runs.js";
import type { ModelRegistry, ModelVersion } from "../../tracking/registry/registry.js";
import type { MetricPoint, RunRecord, Tracker } from "../../tracking/tracker.js";
import { samplePoints } from "../tracker/metric-routes.js";
import { toJsonNumber } from "../tracker/mlflow-route.js";
import { safeMarkdown } from "./artifact-page.js";
import type {
  ComparedRun,
  HistoryReply,
  JsonNumber,
  ListedRun,
  MetricSeries,
  ModelReply,
  RunReply,
  RunsReply,
} from "./page-data.js";

/** What the page reads of a tracker. */
export type ReadTracker = Pick<
  Tracker,
  "experiments" | "runs" | "run" | "metricHistory" | "artifacts" | "readArtifact" | "inputs"
>;

/** What the page reads of a registry. */
export type ReadRegistry = Pick<ModelRegistry, "models" | "model" | "versions" | "aliasHistory">;

export interface ListOptions {
  /** Ids or names. @default every experiment */
  readonly experiments?: readonly string[] | undefined;
  readonly filter?: string | undefined;
  /** Fields such as `metrics.rmse@min` whose values are added to each run. */
  readonly extra?: readonly string[] | undefined;
  readonly deleted?: boolean | undefined;
}

/** Tags of MLflow that the table can show; all others are on the page of the run. */
const listedTags = new Set(["mlflow.user", "mlflow.source.name", "mlflow.source.git.commit"]);

/** The runs that match a filter, as the table has them. */
export async function listForPage(
  tracker: ReadTracker,
  { experiments = [], filter, extra = [], deleted }: ListOptions,
): Promise<RunsReply> {
  const runs = await searchRuns(tracker, {
    experiments: experiments.length > 0 ? experiments : undefined,
    filter,
    deleted,
    caller: "runs",
  });
  const listed = runs.map((run) => toListedRun(run));
  if (extra.length === 0) return { experiments: await tracker.experiments(), runs: listed };
  const rows = await selectFields(tracker, runs, extra);
  const withExtra = listed.map((run, index) => ({ ...run, extra: toExtra(extra, rows[index]?.values ?? []) }));
  return { experiments: await tracker.experiments(), runs: withExtra };
}

function toExtra(
  fields: readonly string[],
  values: readonly (string | number | undefined)[],
): Record<string, JsonNumber> {
  const entries = fields.map((field, index): [string, JsonNumber | undefined] => {
    const value = values[index];
    return [field, typeof value === "number" ? toJsonNumber(value) : value];
  });
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonNumber] => entry[1] !== undefined));
}

/** A run in JSON; `isComplete` includes long strings and all tags. */
export function toListedRun(run: RunRecord, { isComplete = false }: { readonly isComplete?: boolean } = {}): ListedRun {
  const { artifactUri: _, metrics, params, tags, ...heading } = run;
  const keep = ([key]: [string, string]): boolean => isComplete || !key.startsWith("mlflow.") || listedTags.has(key);
  const cut = (text: string): string => (isComplete || text.length <= 300 ? text : `${text.slice(0, 300)}…`);
  return {
    ...heading,
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, toJsonNumber(value)])),
    params: Object.fromEntries(Object.entries(params).map(([key, value]) => [key, cut(value)])),
    tags: Object.fromEntries(
      Object.entries(tags)
        .filter(keep)
        .map(([key, value]) => [key, cut(value)]),
    ),
  };
}

/** Everything about a run. */
export async function runForPage(tracker: ReadTracker, registry: ReadRegistry, id: string): Promise<RunReply> {
  const run = await tracker.run(id);
  const [others, models] = await Promise.all([relatives(tracker, run), registry.models()]);
  const versions = await Promise.all(models.map((model) => registry.versions(model.name)));
  return await describeRun(tracker, run, { others, versions: versions.flat() });
}

/** Runs among which the parent and the nested runs are. A trial of a search has none nested, so nothing is listed. */
async function relatives(tracker: ReadTracker, run: RunRecord): Promise<readonly RunRecord[]> {
  if (run.parentId === undefined || run.tags["cuaderno.trial.number"] === undefined) {
    return await tracker.runs({ experiment: run.experimentId });
  }
  return await tracker.run(run.parentId).then(
    (parent) => [parent],
    () => [],
  );
}

/** The same with the runs of its experiment, or the chosen ones, and all versions of models. */
export async function describeRun(
  tracker: ReadTracker,
  run: RunRecord,
  { others, versions }: { readonly others: readonly RunRecord[]; readonly versions: readonly ModelVersion[] },
): Promise<RunReply> {
  const parent = others.find((other) => other.id === run.parentId);
  return {
    run: toListedRun(run, { isComplete: true }),
    artifactUri: run.artifactUri,
    noteHtml: noteHtml(run.tags["mlflow.note.content"]),
    inputs: await tracker.inputs(run.id),
    ...(await tryArtifacts(tracker, run.id)),
    children: others.filter((other) => other.parentId === run.id).map((child) => toListedRun(child)),
    parent: parent === undefined ? undefined : toListedRun(parent),
    versions: versions.filter((version) => version.runId === run.id),
  };
}

/** Another store cannot always be reached: the page says why. */
async function tryArtifacts(
  tracker: ReadTracker,
  id: string,
): Promise<Pick<RunReply, "artifacts" | "artifactProblem">> {
  return await tracker.artifacts(id).then(
    (artifacts) => ({ artifacts }),
    (thrown) => ({ artifacts: [], artifactProblem: errorMessage(thrown) }),
  );
}

function noteHtml(note = ""): string | undefined {
  return note.trim() === "" ? undefined : safeMarkdown(note);
}

/** Runs side by side. */
export async function comparedForPage(tracker: ReadTracker, ids: readonly string[]): Promise<ComparedRun[]> {
  return await Promise.all(
    ids.map(async (id) => {
      const run = await tracker.run(id);
      return { run: toListedRun(run, { isComplete: true }), inputs: await tracker.inputs(run.id) };
    }),
  );
}

/** Histories of metrics of runs, with at most `points` points each. */
export async function historyForPage(
  tracker: Pick<ReadTracker, "metricHistory">,
  { runs, metrics, points }: { readonly runs: readonly string[]; readonly metrics: readonly string[]; points: number },
): Promise<HistoryReply> {
  const reply: [string, Record<string, MetricSeries>][] = [];
  for (const run of runs) {
    const series: [string, MetricSeries][] = [];
    for (const metric of metrics) {
      const history = await tracker.metricHistory(run, metric).catch(() => []);
      const found = toSeries(history, points);
      if (found !== undefined) series.push([metric, found]);
    }
    reply.push([run, Object.fromEntries(series)]);
  }
  return Object.fromEntries(reply);
}

function toSeries(history: readonly MetricPoint[], points: number): MetricSeries | undefined {
  const summary = metricSummary(history);
  if (summary === undefined) return undefined;
  const sorted = [...history].sort((a, b) => a.step - b.step || a.timestamp - b.timestamp);
  const sample = samplePoints(sorted, points);
  return {
    steps: sample.map(({ step }) => step),
    times: sample.map(({ timestamp }) => timestamp),
    values: sample.map(({ value }) => toJsonNumber(value)),
    count: summary.points,
    min: toJsonNumber(summary.min),
    max: toJsonNumber(summary.max),
    last: toJsonNumber(summary.last),
  };
}

/** Registered models with their versions. */
export async function modelsForPage(tracker: ReadTracker, registry: ReadRegistry): Promise<ModelReply[]> {
  const models = await registry.models();
  return await Promise.all(
    models.map(async (model) => {
      const versions = await registry.versions(model.name);
      const withMetrics = versions.map(async (version) => ({
        ...version,
        metrics: await metricsOfRun(tracker, version.runId),
      }));
      const history = await registry.aliasHistory?.(model.name);
      return { model, history, versions: await Promise.all(withMetrics) };
    }),
  );
}

/** Undefined when the run was deleted. */
async function metricsOfRun(tracker: ReadTracker, id: string | undefined): Promise<ListedRun["metrics"] | undefined> {
  if (id === undefined) return undefined;
  return await tracker.run(id).then(
    (run) => toListedRun(run).metrics,
    () => undefined,
  );
}
