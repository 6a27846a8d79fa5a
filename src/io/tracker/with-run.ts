import type { Run, StartRunOptions, Tracker } from "../../tracking/tracker.js";
import { withinRun } from "../../tracking/within-run.js";

/**
 * What `work` returns, done within a run that ends by itself: finished, failed with the message as tag `cuaderno.error`, or killed
 * when `signal` fires. Without a signal, Ctrl-C and a request to end mark the run killed before the process goes.
 *
 * @example await withRun(await openTracker(), { experiment: "traffic" }, async (run) => run.logMetrics({ rmse: 1 }))
 */
export async function withRun<Result>(
  tracker: Tracker,
  options: StartRunOptions,
  work: (run: Run) => Promise<Result> | Result,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Result> {
  if (signal !== undefined) return await withinRun(tracker, options, work, { signal });
  const interrupt = new AbortController();
  const handledElsewhere = signals.some((name) => process.listeners(name).some(isForeign));
  const stop = Object.assign(
    (asked: NodeJS.Signals): void => {
      interrupt.abort();
      letGo();
      if (!handledElsewhere && !process.listeners(asked).some(isForeign)) process.kill(process.pid, asked);
    },
    { endsRun: true },
  );
  const letGo = (): void => {
    for (const name of signals) process.removeListener(name, stop);
  };
  for (const name of signals) process.on(name, stop);
  try {
    return await withinRun(tracker, options, work, { signal: interrupt.signal });
  } finally {
    letGo();
  }
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** Whoever else listens (a search, a command, a kernel) decides whether the process goes; other runs only mark themselves. */
function isForeign(listener: object): boolean {
  return !("endsRun" in listener);
}
