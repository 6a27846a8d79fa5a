import type { AliasChange, ModelVersion, RegisteredModel } from "../../tracking/registry/registry.js";
import type { ArtifactFile, Experiment, RunInput, RunRecord } from "../../tracking/tracker.js";

/** A number; NaN and infinities, which JSON does not have, are strings. */
export type JsonNumber = number | string;

/** A run as the table has it: long strings are cut, most tags of MLflow are left out. */
export interface ListedRun extends Omit<RunRecord, "metrics" | "endTime" | "parentId" | "artifactUri"> {
  readonly endTime?: number | undefined;
  readonly parentId?: string | undefined;
  readonly metrics: Readonly<Record<string, JsonNumber>>;
  /** Values of fields such as `metrics.rmse@min`, which are not in the record of a run. */
  readonly extra?: Readonly<Record<string, JsonNumber>> | undefined;
}

/** Runs that match a filter, newest first, and all experiments. */
export interface RunsReply {
  readonly experiments: readonly Experiment[];
  readonly runs: readonly ListedRun[];
}

/** Points of a metric in the order of their steps, and its values over all points. */
export interface MetricSeries {
  readonly steps: readonly number[];
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly values: readonly JsonNumber[];
  /** Number of points that were logged; fewer are in the arrays when there are many. */
  readonly count: number;
  readonly min: JsonNumber;
  readonly max: JsonNumber;
  readonly last: JsonNumber;
}

/** Series by run id and metric. */
export type HistoryReply = Readonly<Record<string, Readonly<Record<string, MetricSeries>>>>;

/** Everything that was recorded of a run. */
export interface RunReply {
  readonly run: ListedRun;
  readonly artifactUri: string;
  /** The note of the run, which is Markdown, as safe HTML. */
  readonly noteHtml?: string | undefined;
  readonly inputs: readonly RunInput[];
  readonly artifacts: readonly ArtifactFile[];
  /** Why artifacts on another store cannot be listed. */
  readonly artifactProblem?: string | undefined;
  readonly children: readonly ListedRun[];
  readonly parent?: ListedRun | undefined;
  /** Versions of models that the run made. */
  readonly versions: readonly ModelVersion[];
}

/** What the comparison shows of a run. */
export interface ComparedRun extends Pick<RunReply, "run" | "inputs"> {}

/** A registered model with its versions, newest first, and metrics of the runs that made them. */
export interface ModelReply {
  readonly model: RegisteredModel;
  /** Changes of its aliases, newest first; undefined when the registry records none. */
  readonly history?: readonly AliasChange[] | undefined;
  readonly versions: readonly (ModelVersion & {
    readonly metrics?: Readonly<Record<string, JsonNumber>> | undefined;
  })[];
}

/** The first rows of a table, as people read them. */
export interface TableReply {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows of the file. */
  readonly count: number;
}

/** A trial of a study in a file. */
export interface StudyTrial {
  readonly number: number;
  readonly state: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly value?: unknown;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

/** A study of an Optuna journal. */
export interface JournalReply {
  readonly name: string;
  readonly directions: Readonly<Record<string, "minimize" | "maximize">>;
  readonly trials: readonly StudyTrial[];
}

/** The data of a page that is one file. */
export interface OfflineData {
  /** What the page was made of, such as the path of the folder. */
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly list: RunsReply;
  readonly details: Readonly<Record<string, RunReply>>;
  readonly history: HistoryReply;
  readonly models: readonly ModelReply[];
  /** Bytes in base64 by run id and path; large artifacts are left out. */
  readonly artifacts: ByArtifact<string>;
  /** Notebooks and Markdown as HTML. */
  readonly pages: ByArtifact<string>;
  /** First rows of Parquet and Arrow files. */
  readonly tables: ByArtifact<TableReply>;
  /** Studies in journals of Optuna. */
  readonly journals: ByArtifact<readonly JournalReply[]>;
}

/** Values by the id of a run and the path of an artifact. */
export type ByArtifact<Value> = Readonly<Record<string, Readonly<Record<string, Value>>>>;
