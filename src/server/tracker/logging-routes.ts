import { join } from "node:path";
import { ArgumentError } from "../../core/errors.js";
import { checkTrackerKey, trackerLimits } from "../../tracking/check-tracker-key.js";
import { formatMetric } from "../../tracking/files/format-metric.js";
import { logModelMetrics } from "../../tracking/files/logged-model.js";
import { readRunData } from "../../tracking/files/read-run.js";
import { readText } from "../../tracking/files/read-text.js";
import type { RunHeading } from "../../tracking/files/run-heading.js";
import { writeDatasetInput, writeModelInput, writeModelOutput } from "../../tracking/files/run-inputs.js";
import type { MetricPoint } from "../../tracking/tracker.js";
import type { Route } from "../service-request.js";
import { findLoggedModel } from "./logged-model-routes.js";
import type { MlflowFields } from "./mlflow-fields.js";
import { mlflowRoute } from "./mlflow-route.js";
import { cutLongValues, type LoggedMetric, openRun, runId, toLoggedMetric } from "./run-values.js";
import type { TrackerStore } from "./tracker-store.js";

/** MLflow's REST API that records values, datasets and models of runs. */
export function loggingRoutes(store: TrackerStore): Route[] {
  const log = (fields: MlflowFields, values: Partial<Batch>) =>
    logBatch(store, store.activeRun(runId(fields)), { metrics: [], params: {}, tags: {}, ...values });
  return [
    ...mlflowRoute("post", "/2.0/mlflow/runs/log-metric", (fields) =>
      log(fields, { metrics: [toLoggedMetric(fields)] }),
    ),
    ...mlflowRoute("post", "/2.0/mlflow/runs/log-parameter", (fields) =>
      log(fields, { params: { [fields.requiredText("key")]: fields.text("value") ?? "" } }),
    ),
    ...mlflowRoute("post", "/2.0/mlflow/runs/set-tag", (fields) =>
      log(fields, { tags: { [fields.requiredText("key")]: fields.text("value") ?? "" } }),
    ),
    ...mlflowRoute("post", "/2.0/mlflow/runs/log-batch", (fields) => {
      const batch = {
        metrics: fields.objects("metrics").map(toLoggedMetric),
        params: fields.pairs("params"),
        tags: fields.pairs("tags"),
      };
      checkBatchSize(batch);
      return log(fields, batch);
    }),
    ...mlflowRoute("post", "/2.0/mlflow/runs/log-inputs", (fields) => logInputs(store, fields)),
    ...mlflowRoute("post", "/2.0/mlflow/runs/outputs", (fields) => {
      const { path, id } = store.activeRun(runId(fields));
      for (const output of fields.objects("models")) {
        const model = findLoggedModel(store, output.requiredText("model_id"));
        writeModelOutput(store.folder, path, id, { id: model.id, step: output.integer("step") ?? 0 });
      }
      return {};
    }),
    ...mlflowRoute("post", "/2.0/mlflow/runs/log-model", (fields) => logModel(store, fields)),
  ];
}

interface Batch {
  readonly metrics: readonly LoggedMetric[];
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

function checkBatchSize({ metrics, params, tags }: Batch): void {
  const counts = { metrics: metrics.length, params: Object.keys(params).length, tags: Object.keys(tags).length };
  const limits = { metrics: 1_000, params: 100, tags: 100 } as const;
  for (const kind of ["metrics", "params", "tags"] as const) {
    if (counts[kind] <= limits[kind]) continue;
    throw new ArgumentError(
      `A batch logging request can contain at most ${limits[kind]} ${kind}. Got ${counts[kind]} ${kind}.`,
    );
  }
  const total = counts.metrics + counts.params + counts.tags;
  if (total > 1_000) {
    throw new ArgumentError(`A batch logging request can contain at most 1000 values in total. Got ${total}.`);
  }
}

/** Everything is checked before anything is written. */
async function logBatch(store: TrackerStore, heading: RunHeading, { metrics, ...given }: Batch): Promise<object> {
  const run = openRun(store, heading);
  const params = cutLongValues("param", given.params);
  const tags = cutLongValues("tag", given.tags);
  for (const key of Object.keys(params)) checkTrackerKey("param", key);
  for (const key of Object.keys(tags)) checkTrackerKey("tag", key);
  const histories = new Map<string, MetricPoint[]>();
  for (const { key, point, modelId } of metrics) {
    checkTrackerKey("metric", key);
    // Copies of runs have the points of their models before the models.
    if (modelId !== undefined && hasPoint(heading, key, point)) continue;
    const points = histories.get(key);
    if (points === undefined) histories.set(key, [point]);
    else points.push(point);
  }
  const models = new Map(
    metrics.flatMap(({ modelId }) => (modelId === undefined ? [] : [[modelId, findLoggedModel(store, modelId)]])),
  );
  if (Object.keys(params).length > 0) checkUnchanged(store, heading, params);
  await run.logParams(params);
  for (const [key, points] of histories) await run.logMetricHistory(key, points);
  for (const { key, point, modelId } of metrics) {
    const model = modelId === undefined ? undefined : models.get(modelId);
    if (model !== undefined) logModelMetrics(store.folder, model.path, heading.id, key, [point]);
  }
  if (Object.keys(tags).length > 0) await run.setTags(tags);
  return {};
}

function hasPoint({ path }: RunHeading, key: string, point: MetricPoint): boolean {
  try {
    return `\n${readText(join(path, "metrics", key))}`.includes(`\n${formatMetric([point])}`);
  } catch {
    return false;
  }
}

function checkUnchanged(store: TrackerStore, { path, id }: RunHeading, params: Readonly<Record<string, string>>): void {
  const { params: before } = readRunData(store.folder, path, ["params"]);
  for (const [key, value] of Object.entries(params)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old === undefined || old === value) continue;
    throw new ArgumentError(
      `Changing param values is not allowed. Param with key='${key}' was already logged with value='${old.slice(0, 80)}' for run ID='${id}'. Attempted logging new value '${value.slice(0, 80)}'.`,
    );
  }
}

function logInputs(store: TrackerStore, fields: MlflowFields): object {
  const { path, id } = store.activeRun(runId(fields));
  const datasets = fields.objects("datasets").map((input) => {
    const dataset = input.object("dataset");
    const [name, digest] = [dataset.requiredText("name"), dataset.requiredText("digest")];
    if (name.length > trackerLimits.datasetName || digest.length > trackerLimits.datasetDigest) {
      throw new ArgumentError(
        `dataset "${name.slice(0, 80)}": name and digest have at most ${trackerLimits.datasetName} and ${trackerLimits.datasetDigest} characters; shorten them`,
      );
    }
    return {
      name,
      digest,
      sourceType: dataset.requiredText("source_type"),
      source: dataset.requiredText("source"),
      schema: dataset.text("schema"),
      profile: dataset.text("profile"),
      tags: input.pairs("tags"),
    };
  });
  const models = fields.objects("models").map((input) => findLoggedModel(store, input.requiredText("model_id")).id);
  for (const dataset of datasets) writeDatasetInput(store.folder, path, id, dataset);
  for (const model of models) writeModelInput(store.folder, path, id, model);
  return {};
}

/** The call of clients before MLflow 3: the model's description is added to the history in a tag, the oldest leave. */
async function logModel(store: TrackerStore, fields: MlflowFields): Promise<object> {
  const heading = store.activeRun(runId(fields));
  const model = parseObject(fields.requiredText("model_json"), "model_json");
  const missing = ["artifact_path", "flavors", "utc_time_created", "run_id"].find(
    (name) => !Object.hasOwn(model, name),
  );
  if (missing !== undefined) throw new ArgumentError(`Model json is missing mandatory field ${missing}`);
  const tag = "mlflow.log-model.history";
  const { tags } = readRunData(store.folder, heading.path, ["tags"]);
  const history: unknown = JSON.parse(tags[tag] ?? "[]");
  const all = [...(Array.isArray(history) ? history : []), model];
  while (all.length > 1 && JSON.stringify(all).length > trackerLimits.tagValue) all.shift();
  await openRun(store, heading).setTags({ [tag]: JSON.stringify(all) });
  return {};
}

function parseObject(text: string, name: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return value;
  } catch {
    // reported below
  }
  throw new ArgumentError(`${name}: expected a JSON object, got ${JSON.stringify(text.slice(0, 80))}`);
}
