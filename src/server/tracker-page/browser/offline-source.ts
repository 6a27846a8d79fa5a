import { searchRuns, selectFields } from "../../../tracking/query/search-runs.js";
import type { MetricPoint } from "../../../tracking/tracker.js";
import type { JsonNumber, ListedRun, OfflineData } from "../page-data.js";
import { type PageSource, toPoints, toRecord } from "./page-source.js";

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
    compare: async (ids) =>
      ids.map((id) => {
        const found = data.details[id];
        if (found === undefined) throw new Error(`run ${id} is not in this file`);
        return found;
      }),
    history: async (runs) => Object.fromEntries(runs.map((run) => [run, data.history[run] ?? {}])),
    models: async () => data.models,
    artifact: async (id, path) => {
      const content = data.artifacts[id]?.[path];
      return content === undefined ? undefined : new Blob([fromBase64(content)]);
    },
    page: async (id, path) => {
      const html = data.artifacts[id]?.[path];
      return data.pages[id]?.[path] ?? (html === undefined ? undefined : new TextDecoder().decode(fromBase64(html)));
    },
    table: async (id, path) => data.tables[id]?.[path],
    journal: async (id, path) => data.journals[id]?.[path] ?? [],
    frameUrl: () => undefined,
    hasCredential: () => false,
    setAlias: async () => {
      throw new Error("this page is a file; set aliases with cuaderno models promote");
    },
  };
}

function isSet(entry: readonly [string, JsonNumber | undefined]): entry is readonly [string, JsonNumber] {
  return entry[1] !== undefined;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
