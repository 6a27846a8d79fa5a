import type { ComponentType } from "preact";
import type { MetricPoint, RunRecord } from "../../../tracking/tracker.js";
import type {
  ComparedRun,
  HistoryReply,
  JournalReply,
  ListedRun,
  MetricSeries,
  ModelReply,
  RunReply,
  RunsReply,
  TableReply,
} from "../page-data.js";

/** Properties of a form for aliases. */
export interface AliasFormProps {
  readonly reply: ModelReply;
  readonly source: PageSource;
  /** Called after an alias was set. */
  onChange(): void;
}

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
  compare(ids: readonly string[]): Promise<readonly ComparedRun[]>;
  history(runs: readonly string[], metrics: readonly string[], points: number): Promise<HistoryReply>;
  models(): Promise<readonly ModelReply[]>;
  /** Undefined when the file of the page does not have the artifact. */
  artifact(id: string, path: string): Promise<Blob | undefined>;
  /** HTML of an HTML artifact, a notebook or Markdown, for a frame; undefined when the file of the page has none. */
  page(id: string, path: string): Promise<string | undefined>;
  /** The first rows of a Parquet or Arrow artifact; undefined when the file of the page has none. */
  table(id: string, path: string): Promise<TableReply | undefined>;
  /** The studies of an Optuna journal. */
  journal(id: string, path: string): Promise<readonly JournalReply[]>;
  /** Address of that HTML on the server; undefined where the frame holds the document itself. */
  frameUrl(id: string, path: string, withScripts: boolean): string | undefined;
  /** Form that sets aliases of a model; without a server there is none. */
  readonly AliasForm?: ComponentType<AliasFormProps> | undefined;
  /** Form for the credential that a server requires. */
  readonly CredentialForm?: ComponentType<{ onDone(): void }> | undefined;
  /** Whether requests carry a credential, which links and frames do not. */
  hasCredential(): boolean;
  setAlias(model: string, alias: string, version: number): Promise<void>;
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
