import { searchRuns } from "../../tracking/query/search-runs.js";
import type { ArtifactFile, RunRecord } from "../../tracking/tracker.js";
import { artifactPage, isRenderedFile } from "./artifact-page.js";
import { isJournal } from "./browser/parse-study.js";
import { journalStudies } from "./journal-studies.js";
import type { ByArtifact, HistoryReply, OfflineData, RunReply } from "./page-data.js";
import {
  describeRun,
  historyForPage,
  modelsForPage,
  type ReadRegistry,
  type ReadTracker,
  toListedRun,
} from "./page-reader.js";
import { isTableFile, previewTableBytes } from "./table-preview.js";
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
  /\.(html?|png|jpe?g|gif|webp|avif|svg|csv|tsv|parquet|arrow|feather|json|geojson|ipynb|txt|md|markdown|log|journal|jsonl|ya?ml|toml|ini|cfg|py|ts|js|r|sql|sh|xml|diff|patch)$|(^|\/)(MLmodel|LICENSE|README)$/i;

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
  const experiments = new Map(runs.map(({ experimentId, experiment }) => [experimentId, experiment]));
  const data: OfflineData = {
    source: tracker.uri,
    madeAt: now,
    list: {
      experiments: [...experiments].map(([id, name]) => ({ id, name })),
      runs: runs.map((run) => toListedRun(run)),
    },
    ...{ details, history, models: held },
    ...(await readArtifacts(tracker, details, maxArtifactBytes)),
  };
  const listed = Object.values(details).reduce((sum, reply) => sum + reply.artifacts.length, 0);
  const count = Object.values(data.artifacts).reduce((sum, files) => sum + Object.keys(files).length, 0);
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

/** The parts of the data that are made of artifacts. */
type ArtifactData = Pick<OfflineData, "artifacts" | "pages" | "tables" | "journals">;

/** A file of a run. */
type RunFile = ArtifactFile & { readonly id: string };

/** Small artifacts that the page can show, and other forms of them; smaller ones first, until the limit is reached. */
async function readArtifacts(
  tracker: ReadTracker,
  details: Readonly<Record<string, RunReply>>,
  maxBytes: number,
): Promise<ArtifactData> {
  const files = Object.entries(details)
    .flatMap(([id, { artifacts }]) => artifacts.map((file): RunFile => ({ ...file, id })))
    .filter(({ path, size }) => shownArtifacts.test(path) && size <= maxBytes / 10)
    .sort((a, b) => a.size - b.size);
  const data = { artifacts: {}, pages: {}, tables: {}, journals: {} } satisfies ArtifactData;
  let total = 0;
  for (const file of files) {
    if (total + file.size > maxBytes) break;
    total += file.size;
    total += await addArtifact(data, file, await tracker.readArtifact(file.id, file.path));
  }
  return data;
}

/** Adds a file and its other forms; returns the characters of these. */
async function addArtifact(data: ArtifactData, { id, path }: RunFile, bytes: Uint8Array): Promise<number> {
  const buffer = Buffer.from(bytes);
  add(data.artifacts, id, path, buffer.toString("base64"));
  try {
    if (isTableFile(path)) {
      const table = previewTableBytes(buffer, path);
      add(data.tables, id, path, table);
      return table.rows.reduce((sum, row) => sum + row.join("").length, 0);
    }
    if (isRenderedFile(path)) {
      const page = await artifactPage(buffer.toString("utf8"), path);
      add(data.pages, id, path, page);
      return page.length;
    }
    if (/\.(log|journal|jsonl)$/i.test(path) && isJournal(buffer.toString("utf8", 0, 2_000))) {
      add(data.journals, id, path, journalStudies(buffer.toString("utf8"), path));
    }
  } catch {
    // A damaged file is in the page as it is.
  }
  return 0;
}

function add<Value>(all: ByArtifact<Value>, id: string, path: string, value: Value): void {
  const known = all as Record<string, Record<string, Value>>;
  known[id] = { ...known[id], [path]: value };
}
