import { errorMessage } from "../core/error-message.js";
import { InterruptedError } from "../core/errors.js";
import { trackerLimits } from "./check-key.js";
import type { EndStatus, Run, StartRunOptions, Tracker } from "./tracker.js";

/**
 * What `work` returns, done within a run that ends by itself: finished, failed with the message as tag `cuaderno.error`, or killed
 * when `signal` fires. The signal marks the run killed at once, so it is on record even when the process is stopped right after.
 *
 * @example await withinRun(tracker, { experiment: "traffic" }, async (run) => run.logMetrics({ rmse: 1 }))
 */
export async function withinRun<Result>(
  tracker: Tracker,
  options: StartRunOptions,
  work: (run: Run) => Promise<Result> | Result,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Result> {
  if (signal?.aborted) throw new InterruptedError("withRun: stopped before the run began");
  const run = await tracker.startRun(options);
  let killed: Promise<void> | undefined;
  const onAbort = (): void => {
    killed = run.end("killed");
    killed.catch(() => undefined);
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const result = await work(run);
    await (killed ?? run.end("finished"));
    return result;
  } catch (thrown) {
    await recordFailure(run, killed === undefined ? "failed" : "killed", thrown);
    throw thrown;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

/** The work's own error is what the caller must see, also when the store cannot take a note of it (a full disk, say). */
async function recordFailure(run: Run, status: EndStatus, thrown: unknown): Promise<void> {
  const interrupted = thrown instanceof InterruptedError || (thrown instanceof Error && thrown.name === "AbortError");
  const message = errorMessage(thrown).slice(0, trackerLimits.tagValue);
  try {
    await run.setTags({ "cuaderno.error": message });
    await run.end(interrupted ? "killed" : status);
  } catch {
    return;
  }
}
