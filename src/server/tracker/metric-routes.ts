import { ArgumentError } from "../../core/errors.js";
import { checkTrackerKey } from "../../tracking/check-tracker-key.js";
import type { MetricPoint } from "../../tracking/tracker.js";
import type { Route } from "../service-request.js";
import type { MlflowFields } from "./mlflow-fields.js";
import { mlflowRoute, orAbsent } from "./mlflow-route.js";
import { toPage } from "./page-token.js";
import { toMetricJson } from "./run-json.js";
import { readHistory } from "./run-search-routes.js";
import { runId } from "./run-values.js";
import type { TrackerStore } from "./tracker-store.js";

/** Points that a response has at most. */
const maxPoints = 25_000;

/** Runs that a request names at most. */
const maxRuns = 100;

/** MLflow's REST API of the histories of metrics. */
export function metricRoutes(store: TrackerStore): Route[] {
  return [
    ...mlflowRoute("get", "/2.0/mlflow/metrics/get-history", (fields) => getHistory(store, fields)),
    ...mlflowRoute("get", "/2.0/mlflow/metrics/get-history-bulk", (fields) => getBulkHistory(store, fields)),
    ...mlflowRoute("get", "/2.0/mlflow/metrics/get-history-bulk-interval", (fields) => getSampled(store, fields)),
  ];
}

function metricKey(fields: MlflowFields): string {
  const key = fields.requiredText("metric_key");
  checkTrackerKey("metric", key, "metrics/get-history");
  return key;
}

function getHistory(store: TrackerStore, fields: MlflowFields): object {
  const key = metricKey(fields);
  const points = readHistory(store, store.run(runId(fields)).path, key);
  const page = toPage(points, fields, { initial: maxPoints, max: 1_000_000 });
  return {
    metrics: orAbsent(page.items.map((point) => toMetricJson(key, point))),
    next_page_token: page.nextPageToken,
  };
}

function getBulkHistory(store: TrackerStore, fields: MlflowFields): object {
  const key = metricKey(fields);
  const limit = Math.min(fields.integer("max_results") ?? maxPoints, maxPoints);
  const metrics = getRunIds(fields, "run_id").flatMap((id) =>
    sortPoints(readHistory(store, store.run(id).path, key)).map((point) => ({
      ...toMetricJson(key, point),
      run_id: id,
    })),
  );
  return { metrics: metrics.slice(0, limit) };
}

/** At most `max_results` points of each run, evenly spread over the steps, with the first and the last. */
function getSampled(store: TrackerStore, fields: MlflowFields): object {
  const key = metricKey(fields);
  const limit = Math.min(fields.integer("max_results") ?? 2_500, 2_500);
  const [start, end] = [fields.integer("start_step"), fields.integer("end_step")];
  if ((start === undefined) !== (end === undefined)) {
    throw new ArgumentError("If either start step or end step are specified, both must be specified.");
  }
  const isInside = ({ step }: MetricPoint): boolean =>
    step >= (start ?? Number.NEGATIVE_INFINITY) && step <= (end ?? Number.POSITIVE_INFINITY);
  const metrics = getRunIds(fields, "run_ids").flatMap((id) => {
    const points = sortPoints(readHistory(store, store.run(id).path, key).filter(isInside));
    return samplePoints(points, limit).map((point) => ({ ...toMetricJson(key, point), run_id: id }));
  });
  return { metrics: orAbsent(metrics) };
}

function getRunIds(fields: MlflowFields, name: string): string[] {
  const ids = [...new Set(fields.strings(name))].sort();
  if (ids.length === 0) throw new ArgumentError(`GetMetricHistoryBulk request must specify at least one ${name}.`);
  if (ids.length <= maxRuns) return ids;
  throw new ArgumentError(`GetMetricHistoryBulk request cannot specify more than ${maxRuns} runs. Got ${ids.length}.`);
}

function sortPoints(points: MetricPoint[]): MetricPoint[] {
  return points.sort((a, b) => a.step - b.step || a.timestamp - b.timestamp);
}

/**
 * Evenly spread items of an array, with the first and the last; all of them when they are no more than `count`.
 *
 * @example samplePoints([1, 2, 3, 4, 5], 3) // [1, 3, 5]
 */
export function samplePoints<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count || count < 2) return items.slice(0, Math.max(count, 1));
  const gap = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => items[Math.round(index * gap)] as Item);
}
