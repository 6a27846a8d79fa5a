/** A store of experiments and runs. */
export interface Tracker {
  /** The folder or URI. */
  readonly uri: string;
  /** Starts a run in an experiment, which is created when it does not exist. */
  startRun(options?: StartRunOptions): Promise<Run>;
  /** Every active experiment. */
  experiments(): Promise<readonly Experiment[]>;
  /** An existing run, to record more of it. Throws NotFoundError. */
  openRun(id: string): Promise<Run>;
  /** Marks a run as deleted: it is no longer listed, and can be restored. Throws NotFoundError. */
  deleteRun(id: string): Promise<RunRecord>;
  /** Makes a deleted run active. Throws NotFoundError when no deleted run has the id. */
  restoreRun(id: string): Promise<RunRecord>;
  /**
   * Runs of one experiment (by name or id) or of all, newest first. A tracker with an index notices new and removed
   * runs and values and changes of running runs; a value of a finished run that another tool overwrote is noticed
   * by `run`, `currentRuns` and `searchRuns`.
   */
  runs(options?: {
    readonly experiment?: string | undefined;
    readonly limit?: number | undefined;
    /** Whether to list the deleted runs instead of the active ones. @default false */
    readonly deleted?: boolean | undefined;
  }): Promise<readonly RunRecord[]>;
  /**
   * Listed runs with the values of some metrics and tags, or of all, read again where files were overwritten; runs that
   * were removed are left out. Trackers without an index have no such method.
   */
  currentRuns?(
    runs: readonly RunRecord[],
    keys?: { readonly metrics: readonly string[]; readonly tags: readonly string[] },
  ): Promise<readonly RunRecord[]>;
  /** One run, by its id or a unique prefix of it. Throws NotFoundError. */
  run(id: string): Promise<RunRecord>;
  /** Every point of one metric of a run, in the order logged. */
  metricHistory(runId: string, key: string): Promise<readonly MetricPoint[]>;
  /** Every artifact of a run, in alphabetical order of paths. */
  artifacts(runId: string): Promise<readonly ArtifactFile[]>;
  /** Bytes of one artifact. */
  readArtifact(runId: string, path: string): Promise<Uint8Array>;
  /** Datasets that were used in a run. */
  inputs(runId: string): Promise<readonly RunInput[]>;
  /** Models that runs logged with MLflow 3 or later. Other trackers have none. */
  readonly loggedModels?: LoggedModels | undefined;
}

/** Models that runs logged with MLflow 3 or later: each belongs to an experiment, and has artifacts. */
export interface LoggedModels {
  /** Every model of an experiment that is not deleted; none on servers before MLflow 3. */
  list(experimentId: string): Promise<readonly LoggedModelEntry[]>;
  /** Creates a pending model. Throws NotFoundError on servers before MLflow 3. */
  create(model: NewModelEntry): Promise<LoggedModelEntry>;
  setTags(model: LoggedModelEntry, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Adds points that a run measured; a server adds those that the run lacks to the run, too. */
  logMetrics(model: LoggedModelEntry, runId: string, points: readonly ModelPoint[]): Promise<void>;
  setStatus(model: LoggedModelEntry, status: LoggedModelStatus): Promise<void>;
  artifacts(model: LoggedModelEntry): Promise<readonly ArtifactFile[]>;
  readArtifact(model: LoggedModelEntry, path: string): Promise<Uint8Array>;
  writeArtifact(model: LoggedModelEntry, path: string, bytes: Uint8Array): Promise<void>;
  /** Models that a run made (outputs) and used (inputs). */
  links(runId: string): Promise<ModelLinks>;
  link(runId: string, links: ModelLinks): Promise<void>;
}

/** Fields of a new model. */
export interface NewModelEntry {
  readonly experimentId: string;
  readonly name: string;
  readonly modelType: string;
  /** The run that logged it. */
  readonly runId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since 1970; a server takes its own time. */
  readonly createdAt: number;
}

/** A model that a run logged. */
export interface LoggedModelEntry extends NewModelEntry {
  /** `m-` and 32 hexadecimal digits. */
  readonly id: string;
  readonly status: LoggedModelStatus;
  readonly artifactUri: string;
  readonly metrics: readonly (ModelPoint & { readonly runId: string })[];
}

export type LoggedModelStatus = "pending" | "ready" | "failed";

/** A point of a model's metric. */
export interface ModelPoint extends MetricPoint {
  readonly key: string;
}

/** Ids of models, and for those that a run made the step. */
export interface ModelLinks {
  readonly inputs: readonly string[];
  readonly outputs: readonly { readonly id: string; readonly step: number }[];
}

export interface StartRunOptions {
  /** Name of the experiment. @default the tracker's experiment, else "Default" */
  readonly experiment?: string | undefined;
  /** @default made from the source's name and the run's id */
  readonly name?: string | undefined;
  /** Parent of a nested run, which is in the parent's experiment. */
  readonly parent?: Pick<Run, "id" | "experimentId" | "experiment"> | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds since 1970, for work that began before. @default now */
  readonly startTime?: number | undefined;
  /**
   * Whether the run has the tags of the tracker: user, source, commit and versions of this process. False for a copy of
   * a run that was made elsewhere.
   *
   * @default true
   */
  readonly trackerTags?: boolean | undefined;
}

/** A run that is being recorded. */
export interface Run {
  readonly id: string;
  readonly name: string;
  readonly experimentId: string;
  readonly experiment: string;
  /** URI of the run's artifacts; a `file:` URL when they are on this machine. */
  readonly artifactUri: string;
  /**
   * Records parameters. A parameter is written once: the same value again is ignored, another value is an error. A
   * value may have at most 6,000 characters; a longer one is an error.
   */
  logParams(params: Readonly<Record<string, ParamValue>>): Promise<void>;
  /** Adds one point to each metric, at `step` (default 0) and `timestamp` (default now). */
  logMetrics(
    metrics: Readonly<Record<string, number>>,
    options?: { readonly step?: number | undefined; readonly timestamp?: number | undefined },
  ): Promise<void>;
  /** Adds many points to one metric; plain numbers have steps 0, 1, 2 and so on. */
  logMetricHistory(key: string, points: ArrayLike<number> | readonly MetricPoint[]): Promise<void>;
  /**
   * Sets tags and replaces those with the same key; a value may have at most 8,000 characters. Tag `mlflow.runName`
   * renames the run.
   */
  setTags(tags: Readonly<Record<string, string>>): Promise<void>;
  /** Stores a file with the run; `path` is relative, with `/` between folders. */
  logArtifact(path: string, content: string | Uint8Array): Promise<void>;
  /** Records a dataset that was used: its name, source, and a hash of its content. */
  logInput(input: RunInput): Promise<void>;
  /** Ends the run, now or at `endTime`; a run that is ended again has the later status and time. */
  end(status?: EndStatus, options?: { readonly endTime?: number | undefined }): Promise<void>;
}

/** Value of a parameter; it is stored as a string. */
export type ParamValue = string | number | boolean | null;

/** Final status of a run. */
export type EndStatus = "finished" | "failed" | "killed";

export interface RunInput {
  readonly name: string;
  readonly source: string;
  readonly digest: string;
  /** Purpose of the dataset, such as `training` or `validation`. */
  readonly context?: string | undefined;
  /** Columns and types, as JSON. */
  readonly schema?: string | undefined;
  /** Numbers of rows and other facts, as JSON. */
  readonly profile?: string | undefined;
}

export interface Experiment {
  readonly id: string;
  readonly name: string;
}

export interface MetricPoint {
  readonly value: number;
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** The dataset that the value was measured on. */
  readonly dataset?: { readonly name: string; readonly digest: string } | undefined;
}

export interface ArtifactFile {
  readonly path: string;
  readonly size: number;
}

/** What was recorded about a run. */
export interface RunRecord {
  readonly id: string;
  readonly name: string;
  readonly experimentId: string;
  readonly experiment: string;
  readonly status: RunStatus;
  readonly startTime: number;
  readonly endTime: number | undefined;
  readonly parentId: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  /** Last value of each metric (largest step, then timestamp, then value). */
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly artifactUri: string;
}

export type RunStatus = "running" | "scheduled" | EndStatus;

/** A damaged file in a tracker's folder: it is reported, and reading continues without it. */
export interface TrackerProblem {
  readonly path: string;
  readonly reason: string;
}
