import { searchRuns } from "../../tracking/query/search-runs.js";
import type { ArtifactFile, RunRecord } from "../../tracking/tracker.js";
import type { HistoryReply, OfflineData, RunReply } from "./page-data.js";
import {
  describeRun,
  historyForPage,
  modelsForPage,
  type ReadRegistry,
  type ReadTracker,
  toListedRun,
} from "./page-reader.js";
import { trackerPage } from "./tracker-page.js";

export interface OfflinePageOptions {
  /** Ids of runs, or prefixes of them. @default every run that the filter and the experiments select */
  readonly ids?: readonly string[] | undefined;
  /** In the grammar of `searchRuns`. */
  readonly filter?: string | undefined;
  /** Names or ids. @default every experiment */
  readonly experiments?: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Bytes of artifacts that the page holds at most; no artifact has more than a tenth of it. @default 20 MB */
  readonly maxArtifactBytes?: number | undefined;
  /** Points of each metric that the page holds at most. @default 500 */
  readonly points?: number | undefined;
  /** The command that errors name. */
  readonly caller: string;
}

/** A page that is one file, and what it holds. */
export interface OfflinePage {
  readonly html: string;
  readonly runs: number;
  /** Artifacts that are in the page, and those that are only listed. */
  readonly artifacts: number;
  readonly omittedArtifacts: number;
}

/** Artifacts that the page can show. */
const shownArtifacts =
  /\.(html?|png|jpe?g|gif|webp|avif|svg|csv|tsv|json|ipynb|txt|md|log|ya?ml|toml|diff|patch)$|(^|\/)MLmodel$/i;

/**
 * The page of the tracker with the chosen runs as one file, which needs neither a server nor a network.
 *
 * @throws NotFoundError for an unknown run, ArgumentError for an invalid filter.
 */
export async function offlinePage(
  { tracker, registry }: { readonly tracker: ReadTracker & { readonly uri: string }; readonly registry: ReadRegistry },
  options: OfflinePageOptions,
): Promise<OfflinePage> {
  const { now, maxArtifactBytes = 20_000_000, points = 500 } = options;
  const runs = await chooseRuns(tracker, options);
  const chosen = new Set(runs.map(({ id }) => id));
  const models = await modelsForPage(tracker, registry);
  const held = models
    .map(({ model, versions }) => ({
      model,
      versions: versions.filter(({ runId }) => runId !== undefined && chosen.has(runId)),
    }))
    .filter(({ versions }) => versions.length > 0);
  const versions = held.flatMap((one) => one.versions);
  const details: Record<string, RunReply> = {};
  const history: Record<string, HistoryReply[string]> = {};
  for (const run of runs) {
    details[run.id] = await describeRun(tracker, run, { others: runs, versions });
    const metrics = Object.keys(run.metrics);
    Object.assign(history, await historyForPage(tracker, { runs: [run.id], metrics, points }));
  }
  const artifacts = await readArtifacts(tracker, details, maxArtifactBytes);
  const experiments = new Map(runs.map(({ experimentId, experiment }) => [experimentId, experiment]));
  const data: OfflineData = {
    source: tracker.uri,
    madeAt: now,
    list: {
      experiments: [...experiments].map(([id, name]) => ({ id, name })),
      runs: runs.map((run) => toListedRun(run)),
    },
    ...{ details, history, artifacts, models: held },
  };
  const listed = Object.values(details).reduce((sum, reply) => sum + reply.artifacts.length, 0);
  const count = Object.values(artifacts).reduce((sum, files) => sum + Object.keys(files).length, 0);
  const html = trackerPage({ title: "Runs", data });
  return { html, runs: runs.length, artifacts: count, omittedArtifacts: listed - count };
}

async function chooseRuns(
  tracker: ReadTracker,
  { ids = [], filter, experiments, caller }: OfflinePageOptions,
): Promise<readonly RunRecord[]> {
  const found = await searchRuns(tracker, { experiments, filter, caller });
  if (ids.length === 0) return found;
  const named = new Set((await Promise.all(ids.map((id) => tracker.run(id)))).map(({ id }) => id));
  return found.filter(({ id }) => named.has(id));
}

/** Small artifacts that the page can show, in base64; smaller ones first, until the limit is reached. */
async function readArtifacts(
  tracker: ReadTracker,
  details: Readonly<Record<string, RunReply>>,
  maxBytes: number,
): Promise<OfflineData["artifacts"]> {
  const files = Object.entries(details)
    .flatMap(([id, { artifacts }]) =>
      artifacts.map((file): ArtifactFile & { readonly id: string } => ({ ...file, id })),
    )
    .filter(({ path, size }) => shownArtifacts.test(path) && size <= maxBytes / 10)
    .sort((a, b) => a.size - b.size);
  const read: Record<string, Record<string, string>> = {};
  let total = 0;
  for (const { id, path, size } of files) {
    if (total + size > maxBytes) break;
    total += size;
    const bytes = await tracker.readArtifact(id, path);
    read[id] = { ...read[id], [path]: Buffer.from(bytes).toString("base64") };
  }
  return read;
}
