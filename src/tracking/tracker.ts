/** Where runs are kept. */
export interface Tracker {
  /** What people open or pass on: a folder or an address. */
  readonly uri: string;
  /** Starts a run in the experiment, which is made when it does not exist. */
  startRun(options?: StartRunOptions): Promise<Run>;
  /** Every active experiment. */
  experiments(): Promise<readonly Experiment[]>;
  /** Runs of one experiment (by name or id) or of all, newest first. */
  runs(options?: { readonly experiment?: string; readonly limit?: number }): Promise<readonly RunRecord[]>;
  /** One run with all it holds. Throws NotFoundError; a unique beginning of the id is enough. */
  run(id: string): Promise<RunRecord>;
  /** Every point of one metric of a run, in the order logged. */
  metricHistory(runId: string, key: string): Promise<readonly MetricPoint[]>;
  /** Every artifact of a run, in alphabetical order of paths. */
  artifacts(runId: string): Promise<readonly ArtifactFile[]>;
  /** The bytes of one artifact. */
  readArtifact(runId: string, path: string): Promise<Uint8Array>;
  /** The data sets that went into a run. */
  inputs(runId: string): Promise<readonly RunInput[]>;
}

export interface StartRunOptions {
  /** Name of the experiment; default: the tracker's own, else `Default`. */
  readonly experiment?: string;
  /** Default: made from the source's name and the run's id. */
  readonly name?: string;
  /** The run this one belongs to; it takes the parent's experiment. */
  readonly parent?: Pick<Run, "id" | "experimentId" | "experiment">;
  readonly tags?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970, for work that began before; default: now. */
  readonly startTime?: number;
}

/** A run that is being written. */
export interface Run {
  readonly id: string;
  readonly name: string;
  readonly experimentId: string;
  readonly experiment: string;
  /** Address of the run's artifacts; a `file:` URL when they are on this machine. */
  readonly artifactUri: string;
  /**
   * Records settings. A parameter is written once: the same value again is fine, another value is refused, and so is a text of
   * more than 6,000 characters (nothing is cut in silence).
   */
  logParams(params: Readonly<Record<string, ParamValue>>): Promise<void>;
  /** Adds one point to each metric, at `step` (default 0) and `timestamp` (default now). */
  logMetrics(
    metrics: Readonly<Record<string, number>>,
    options?: { readonly step?: number; readonly timestamp?: number },
  ): Promise<void>;
  /** Adds many points to one metric at once; a plain list of numbers is steps 0, 1, 2 and so on. */
  logMetricHistory(key: string, points: ArrayLike<number> | readonly MetricPoint[]): Promise<void>;
  /** Sets tags, replacing those of the same key; a text may have 8,000 characters. Tag `mlflow.runName` renames the run. */
  setTags(tags: Readonly<Record<string, string>>): Promise<void>;
  /** Keeps a file with the run; `path` is relative, with `/` between folders. */
  logArtifact(path: string, content: string | Uint8Array): Promise<void>;
  /** Records which data went in: a name, where from, and a hash of the content. */
  logInput(input: RunInput): Promise<void>;
  /** Closes the run; a run that ends again takes the later status and time. */
  end(status?: EndStatus): Promise<void>;
}

/** What a parameter may be; it is kept as text. */
export type ParamValue = string | number | boolean | null;

/** How a run can end. */
export type EndStatus = "finished" | "failed" | "killed";

export interface RunInput {
  readonly name: string;
  readonly source: string;
  readonly digest: string;
  /** What the data was for, such as `training` or `validation`. */
  readonly context?: string;
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
}

export interface ArtifactFile {
  readonly path: string;
  readonly size: number;
}

/** What is on record about a run. */
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
  /** The last value of each metric (largest step, then time, then value). */
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly artifactUri: string;
}

export type RunStatus = "running" | "scheduled" | EndStatus;

/** A damaged file in a tracker's folder: reading goes on without it. */
export interface TrackerProblem {
  readonly path: string;
  readonly reason: string;
}
