import { recordReports } from "../../tracking/autolog/ambient-run.js";
import type { Run, StartRunOptions, Tracker } from "../../tracking/tracker.js";
import { withinRun } from "../../tracking/within-run.js";
import { autolog, cellTags } from "./autolog.js";
import { logSystemMetrics, systemMetricsInterval } from "./system-metrics.js";

recordReports();

/** How a run is recorded. */
export interface WithRunOptions {
  /** Ends the run as killed. @default SIGINT and SIGTERM end it */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether functions of the library record themselves in the run: searches, cross-validation, reports, monitoring,
   * tables that were read, uncommitted changes.
   *
   * @default true, false when `CUADERNO_AUTOLOG` is `off`
   */
  readonly autolog?: boolean | undefined;
}

/**
 * Result of `work`, done within a run that is ended afterwards: as finished, as failed with the message in tag
 * `cuaderno.error`, or as killed when `signal` fires. Without a signal, SIGINT and SIGTERM end the run as killed before
 * the process exits. With `MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING=true` CPU and memory are logged, too.
 *
 * Meanwhile `tune`, `minimize`, `maximize`, `optimize`, `crossValidate`, `modelReport` and `monitor` record
 * themselves in the run, and so do the tables that this process has read: source, digest, schema, number of rows.
 * What is passed to a run explicitly is recorded once. The difference to the git commit is the artifact
 * `source.diff`.
 *
 * @example await withRun(await openTracker(), { experiment: "traffic" }, async (run) => run.logMetrics({ rmse: 1 }))
 */
export async function withRun<Result>(
  tracker: Tracker,
  options: StartRunOptions,
  work: (run: Run) => Promise<Result> | Result,
  { signal, autolog: isAutomatic = process.env.CUADERNO_AUTOLOG !== "off" }: WithRunOptions = {},
): Promise<Result> {
  const measured = withSystemMetrics(work);
  const watched = isAutomatic ? autolog(tracker, measured) : measured;
  const start = { ...options, tags: { ...cellTags(), ...options.tags } };
  if (signal !== undefined) return await withinRun(tracker, start, watched, { signal });
  const interrupt = new AbortController();
  const handledElsewhere = signals.some((name) => process.listeners(name).some(isForeign));
  const stop = Object.assign(
    (received: NodeJS.Signals): void => {
      interrupt.abort();
      removeListeners();
      if (!handledElsewhere && !process.listeners(received).some(isForeign)) process.kill(process.pid, received);
    },
    { endsRun: true },
  );
  const removeListeners = (): void => {
    for (const name of signals) process.removeListener(name, stop);
  };
  for (const name of signals) process.on(name, stop);
  try {
    return await withinRun(tracker, start, watched, { signal: interrupt.signal });
  } finally {
    removeListeners();
  }
}

/** The work, with CPU and memory logged meanwhile when MLflow's variables request it. */
function withSystemMetrics<Result>(work: (run: Run) => Promise<Result> | Result): (run: Run) => Promise<Result> {
  return async (run) => {
    const intervalMs = systemMetricsInterval(process.env);
    if (intervalMs === undefined) return await work(run);
    const stop = logSystemMetrics(run, intervalMs);
    try {
      return await work(run);
    } finally {
      await stop();
    }
  };
}

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Another listener (a search, a command, a kernel) decides whether the process exits; listeners of other runs do not.
 */
function isForeign(listener: object): boolean {
  return !("endsRun" in listener);
}
