import { searchRuns, selectFields } from "../../../tracking/query/search-runs.js";
import type { MetricPoint, RunRecord } from "../../../tracking/tracker.js";
import type {
  HistoryReply,
  JournalReply,
  JsonNumber,
  ListedRun,
  MetricSeries,
  ModelReply,
  OfflineData,
  RunReply,
  RunsReply,
  TableReply,
} from "../page-data.js";
import { fetchWithCredential, getCredential } from "./credential.js";

/** Which runs the table lists. */
export interface RunsQuery {
  readonly experiments: readonly string[];
  readonly filter: string;
  readonly extra: readonly string[];
  readonly deleted: boolean;
}

/** Where the page reads from: its server, or the data in its file. */
export interface PageSource {
  /** Whether the page is a file without a server. */
  readonly offline?: { readonly source: string; readonly madeAt: number } | undefined;
  runs(query: RunsQuery): Promise<RunsReply>;
  run(id: string): Promise<RunReply>;
  history(runs: readonly string[], metrics: readonly string[], points: number): Promise<HistoryReply>;
  models(): Promise<readonly ModelReply[]>;
  /** Undefined when the file of the page does not have the artifact. */
  artifact(id: string, path: string): Promise<Blob | undefined>;
  /** The first rows of a Parquet or Arrow artifact; undefined without a server. */
  table(id: string, path: string): Promise<TableReply | undefined>;
  /** The studies of an Optuna journal; none without a server. */
  journal(id: string, path: string): Promise<readonly JournalReply[]>;
  /** Address of an HTML artifact for a frame; undefined where the frame holds the document itself. */
  frameUrl(id: string, path: string, withScripts: boolean): string | undefined;
  setAlias(model: string, alias: string, version: number): Promise<void>;
}

/** The source that reads from the server of the page. */
export function serverSource(): PageSource {
  return {
    runs: ({ experiments, filter, extra, deleted }) =>
      getJson("api/cuaderno/runs", {
        experiment: experiments,
        filter: filter === "" ? [] : [filter],
        extra,
        deleted: deleted ? ["1"] : [],
      }),
    run: (id) => getJson(`api/cuaderno/runs/${encodeURIComponent(id)}`, {}),
    history: loadHistory,
    models: () => getJson("api/cuaderno/models", {}),
    artifact: async (id, path) => {
      const query = new URLSearchParams({ run_id: id, path });
      return await (await checked(await fetchWithCredential(`get-artifact?${query}`))).blob();
    },
    table: (id, path) => getJson("api/cuaderno/table", { run_id: [id], path: [path] }),
    journal: (id, path) => getJson("api/cuaderno/journal", { run_id: [id], path: [path] }),
    // A frame sends no credential.
    frameUrl: (id, path, withScripts) =>
      getCredential() !== undefined
        ? undefined
        : `artifact/${encodeURIComponent(id)}/${path.split("/").map(encodeURIComponent).join("/")}${withScripts ? "?scripts=1" : ""}`,
    setAlias: async (name, alias, version) => {
      const body = JSON.stringify({ name, alias, version: String(version) });
      const headers = { "content-type": "application/json" };
      await checked(
        await fetchWithCredential("api/2.0/mlflow/registered-models/alias", { method: "POST", headers, body }),
      );
    },
  };
}

/** Metrics of one request for histories: addresses have a maximum length. */
const requestedMetrics = 40;

async function loadHistory(run: readonly string[], metrics: readonly string[], points: number): Promise<HistoryReply> {
  const loaded: Record<string, HistoryReply[string]> = {};
  for (let start = 0; start < metrics.length; start += requestedMetrics) {
    const metric = metrics.slice(start, start + requestedMetrics);
    const settings = { run, metric, points: [String(points)] };
    const reply = await getJson<HistoryReply>("api/cuaderno/history", settings);
    for (const [id, series] of Object.entries(reply)) loaded[id] = { ...loaded[id], ...series };
  }
  return loaded;
}

async function getJson<Reply>(path: string, settings: Readonly<Record<string, readonly string[]>>): Promise<Reply> {
  const query = new URLSearchParams(
    Object.entries(settings).flatMap(([name, values]) => values.map((value) => [name, value])),
  );
  const response = await checked(await fetchWithCredential(`${path}?${query}`));
  return (await response.json()) as Reply;
}

/** Throws what the server says about a request that failed. */
async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string; message?: string };
  throw new Error(problem.detail ?? problem.message ?? `the server returned status ${response.status}`);
}

/** The source of a page that is one file; filters are computed in the page. */
export function offlineSource(data: OfflineData): PageSource {
  const records = data.list.runs.map(toRecord);
  const getHistory = (id: string, key: string): MetricPoint[] => toPoints(data.history[id]?.[key]);
  const searched = {
    runs: async ({ experiment }: { readonly experiment?: string | undefined } = {}) =>
      records.filter(
        (run) => experiment === undefined || run.experimentId === experiment || run.experiment === experiment,
      ),
    inputs: async (id: string) => data.details[id]?.inputs ?? [],
    metricHistory: async (id: string, key: string) => getHistory(id, key),
  };
  return {
    offline: { source: data.source, madeAt: data.madeAt },
    runs: async ({ experiments, filter, extra }) => {
      const found = await searchRuns(searched, {
        experiments: experiments.length > 0 ? experiments : undefined,
        filter,
        caller: "runs",
      });
      const rows = extra.length > 0 ? await selectFields(searched, found, extra) : [];
      const byId = new Map(data.list.runs.map((run) => [run.id, run]));
      const runs = found.flatMap(({ id }, index): ListedRun[] => {
        const run = byId.get(id);
        const values = extra.map((field, column) => [field, rows[index]?.values[column]] as const);
        return run === undefined ? [] : [{ ...run, extra: Object.fromEntries(values.filter(isSet)) }];
      });
      return { experiments: data.list.experiments, runs };
    },
    run: async (id) => {
      const found = data.details[id];
      if (found === undefined) throw new Error(`run ${id} is not in this file`);
      return found;
    },
    history: async (runs) => Object.fromEntries(runs.map((run) => [run, data.history[run] ?? {}])),
    models: async () => data.models,
    artifact: async (id, path) => {
      const content = data.artifacts[id]?.[path];
      return content === undefined ? undefined : new Blob([fromBase64(content)]);
    },
    table: async () => undefined,
    journal: async () => [],
    frameUrl: () => undefined,
    setAlias: async () => {
      throw new Error("this page is a file; set aliases with cuaderno models promote");
    },
  };
}

function isSet(entry: readonly [string, JsonNumber | undefined]): entry is readonly [string, JsonNumber] {
  return entry[1] !== undefined;
}

/** The record of a listed run. */
export function toRecord({ metrics, endTime, parentId, ...run }: ListedRun): RunRecord {
  return {
    ...run,
    endTime,
    parentId,
    artifactUri: "",
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, Number(value)])),
  };
}

/** The points of a series. */
export function toPoints(series: MetricSeries | undefined): MetricPoint[] {
  return (series?.values ?? []).map((value, index) => ({
    value: Number(value),
    step: series?.steps[index] ?? 0,
    timestamp: series?.times[index] ?? 0,
  }));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
