/** Where runs are kept. */
export interface Tracker {
  /** What people open or pass on: a folder or an address. */
  readonly uri: string;
  /** Starts a run in the experiment, which is made when it does not exist. */
  startRun(options: StartRunOptions): Promise<Run>;
  /** Every active experiment. */
  experiments(): Promise<readonly Experiment[]>;
  /** Runs of one experiment (or of all), newest first. */
  runs(options?: { readonly experiment?: string }): Promise<readonly RunRecord[]>;
  /** One run with all it holds. Throws NotFoundError; a unique beginning of the id is enough. */
  run(id: string): Promise<RunRecord>;
  /** Every point of one metric of a run, in the order logged. */
  metricHistory(runId: string, key: string): Promise<readonly MetricPoint[]>;
}

export interface StartRunOptions {
  readonly experiment: string;
  readonly name?: string;
  /** The run this one belongs to; it takes the parent's experiment. */
  readonly parent?: Run;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A run that is being written. */
export interface Run {
  readonly id: string;
  readonly experimentId: string;
  readonly experiment: string;
  /** Folder or address of the run's artifacts. */
  readonly artifactUri: string;
  logParams(params: Readonly<Record<string, string | number | boolean | null>>): Promise<void>;
  logMetrics(metrics: Readonly<Record<string, number>>, options?: { readonly step?: number }): Promise<void>;
  setTags(tags: Readonly<Record<string, string>>): Promise<void>;
  logArtifact(path: string, content: string | Uint8Array): Promise<void>;
  /** Records which data went in: a name, where from, and a hash of the content. */
  logInput(input: {
    readonly name: string;
    readonly source: string;
    readonly digest: string;
    readonly context?: string;
  }): Promise<void>;
  end(status?: "finished" | "failed" | "killed"): Promise<void>;
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

/** What is on record about a run. */
export interface RunRecord {
  readonly id: string;
  readonly name: string;
  readonly experimentId: string;
  readonly experiment: string;
  readonly status: "running" | "scheduled" | "finished" | "failed" | "killed";
  readonly startTime: number;
  readonly endTime: number | undefined;
  readonly parentId: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  /** The last value of each metric (largest step, then time). */
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly artifactUri: string;
}
