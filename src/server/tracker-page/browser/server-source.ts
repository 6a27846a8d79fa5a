import type { HistoryReply } from "../page-data.js";
import { AliasForm } from "./alias-form.js";
import { fetchWithCredential, getCredential } from "./credential.js";
import { CredentialForm } from "./credential-form.js";
import type { PageSource } from "./page-source.js";

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
    compare: (ids) => getJson("api/cuaderno/compare", { run: ids }),
    history: loadHistory,
    models: () => getJson("api/cuaderno/models", {}),
    artifact: async (id, path) => {
      const query = new URLSearchParams({ run_id: id, path });
      return await (await checked(await fetchWithCredential(`get-artifact?${query}`))).blob();
    },
    page: async (id, path) => await (await checked(await fetchWithCredential(toPagePath(id, path)))).text(),
    table: (id, path) => getJson("api/cuaderno/table", { run_id: [id], path: [path] }),
    journal: (id, path) => getJson("api/cuaderno/journal", { run_id: [id], path: [path] }),
    // A frame sends no credential.
    frameUrl: (id, path, withScripts) =>
      getCredential() !== undefined ? undefined : `${toPagePath(id, path)}${withScripts ? "?scripts=1" : ""}`,
    ...{ AliasForm, CredentialForm },
    hasCredential: () => getCredential() !== undefined,
    setAlias: async (name, alias, version) => {
      const body = JSON.stringify({ name, alias, version: String(version) });
      const headers = { "content-type": "application/json" };
      await checked(
        await fetchWithCredential("api/2.0/mlflow/registered-models/alias", { method: "POST", headers, body }),
      );
    },
  };
}

function toPagePath(id: string, path: string): string {
  return `artifact/${encodeURIComponent(id)}/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** Metrics of one request for histories: addresses have a maximum length. */
const requestedMetrics = 40;

async function loadHistory(run: readonly string[], metrics: readonly string[], points: number): Promise<HistoryReply> {
  if (metrics.length <= requestedMetrics) return await getHistory(run, metrics, points);
  const loaded: Record<string, HistoryReply[string]> = {};
  for (let start = 0; start < metrics.length; start += requestedMetrics) {
    const reply = await getHistory(run, metrics.slice(start, start + requestedMetrics), points);
    for (const [id, series] of Object.entries(reply)) loaded[id] = { ...loaded[id], ...series };
  }
  return loaded;
}

function getHistory(run: readonly string[], metric: readonly string[], points: number): Promise<HistoryReply> {
  return getJson("api/cuaderno/history", { run, metric, points: [String(points)] });
}

/** Replies with their tags: what is unchanged is neither sent nor parsed again. */
const replies = new Map<string, { readonly tag: string; readonly value: unknown }>();

async function getJson<Reply>(path: string, settings: Readonly<Record<string, readonly string[]>>): Promise<Reply> {
  const query = new URLSearchParams(
    Object.entries(settings).flatMap(([name, values]) => values.map((value) => [name, value])),
  );
  const url = `${path}?${query}`;
  const known = replies.get(url);
  const response = await fetchWithCredential(
    url,
    known === undefined ? {} : { headers: { "if-none-match": known.tag } },
  );
  if (known !== undefined && response.status === 304) return known.value as Reply;
  const value = (await (await checked(response)).json()) as Reply;
  const tag = response.headers.get("etag");
  if (replies.size > 20) replies.clear();
  if (tag !== null) replies.set(url, { tag, value });
  return value;
}

/** Throws what the server says about a request that failed. */
async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string; message?: string };
  throw new Error(problem.detail ?? problem.message ?? `the server returned status ${response.status}`);
}
