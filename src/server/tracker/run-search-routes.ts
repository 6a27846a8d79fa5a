import { join } from "node:path";
import { errorCode } from "../../files/file-system-error.js";
import type { RunEntry } from "../../tracking/files/indexed-run.js";
import { parseMetric } from "../../tracking/files/parse-metric.js";
import { readInputs } from "../../tracking/files/read-inputs.js";
import { readText } from "../../tracking/files/read-text.js";
import { searchRuns } from "../../tracking/query/search-runs.js";
import type { MetricPoint, RunRecord } from "../../tracking/tracker.js";
import type { Route } from "../service-request.js";
import { isInView, viewType } from "./experiment-routes.js";
import type { MlflowFields } from "./mlflow-fields.js";
import { mlflowRoute, orAbsent } from "./mlflow-route.js";
import { toPage } from "./page-token.js";
import { toRunJson } from "./run-json.js";
import type { TrackerStore } from "./tracker-store.js";

/** `runs/search` of MLflow's REST API. */
export function runSearchRoutes(store: TrackerStore): Route[] {
  return mlflowRoute("post", "/2.0/mlflow/runs/search", (fields) => search(store, fields));
}

async function search(store: TrackerStore, fields: MlflowFields): Promise<object> {
  const view = viewType(fields.has("run_view_type") ? fields.text("run_view_type") : undefined);
  const ids = new Set(fields.strings("experiment_ids"));
  const entries = new Map<string, RunEntry>();
  const remember = (entry: RunEntry): RunRecord => {
    entries.set(entry.heading.id, entry);
    return store.index.record(entry);
  };
  const records: RunRecord[] = [];
  for (const experiment of store.experiments().filter(({ id }) => ids.has(id))) {
    for (const entry of await store.index.entries(experiment)) {
      if (isInView(entry.heading.deleted, view)) records.push(remember(entry));
    }
  }
  const getPath = (id: string): string => entries.get(id)?.heading.path ?? "";
  const getEntries = (runs: readonly RunRecord[]): RunEntry[] => runs.flatMap(({ id }) => entries.get(id) ?? []);
  const found = await searchRuns(
    {
      runs: async () => records.sort((a, b) => b.startTime - a.startTime || (a.id < b.id ? -1 : 1)),
      currentRuns: async (runs, keys) => (await store.index.exact(getEntries(runs), keys)).map(remember),
      inputs: async (id) => readInputs(store.folder, getPath(id)),
      metricHistory: async (id, key) => readHistory(store, getPath(id), key),
    },
    { filter: fields.text("filter") ?? "", orderBy: fields.strings("order_by"), caller: "runs/search" },
  );
  const page = toPage(found, fields, { initial: 1_000, max: 50_000 });
  return {
    runs: orAbsent(getEntries(page.items).map(({ heading, data }) => toRunJson(store.folder, heading, data))),
    next_page_token: page.nextPageToken,
  };
}

/** Points of a metric of a run in the order of the file; none when the run has no such metric. */
export function readHistory({ folder }: TrackerStore, runPath: string, key: string): MetricPoint[] {
  const path = join(runPath, "metrics", key);
  try {
    return parseMetric(readText(path), (reason) => folder.onProblem({ path, reason }));
  } catch (thrown) {
    if (["ENOENT", "EISDIR", "ENOTDIR", "ELOOP"].includes(errorCode(thrown) ?? "")) return [];
    throw thrown;
  }
}
