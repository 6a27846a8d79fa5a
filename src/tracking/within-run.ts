import { errorMessage } from "../core/error-message.js";
import { InterruptedError } from "../core/errors.js";
import { trackerLimits } from "./check-tracker-key.js";
import type { EndStatus, Run, StartRunOptions, Tracker } from "./tracker.js";

/**
 * Result of `work`, done within a run that is ended afterwards: as finished, as failed with the message in tag
 * `cuaderno.error`, or as killed when `signal` fires. The signal ends the run at once, so that it is recorded even when
 * the process is stopped right after.
 *
 * @example await withinRun(tracker, { experiment: "traffic" }, async (run) => run.logMetrics({ rmse: 1 }))
 */
export async function withinRun<Result>(
  tracker: Tracker,
  options: StartRunOptions,
  work: (run: Run) => Promise<Result> | Result,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Result> {
  if (signal?.aborted) throw new InterruptedError("withRun: stopped before the run began; start it again");
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

/** The error of the work is thrown even when it cannot be recorded, on a full disk for example. */
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
