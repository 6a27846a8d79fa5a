import { errorMessage } from "../core/error-message.js";
import { gateJob } from "./gate-job.js";
import { isSuccess, type Job, type JobOutcome, type JobProgress, mayRetry } from "./job.js";
import type { JobQueue, JobRunner, StopReason } from "./job-queue.js";

/** What the queue does after an attempt. */
export type AttemptEnd =
  /** Look again later whether the needed jobs have ended. */
  | { readonly kind: "wait" }
  /** Back to the queue, without counting as a try. */
  | { readonly kind: "hand back" }
  /** Another worker has it. */
  | { readonly kind: "lost" }
  | { readonly kind: "done" | "retry" | "failed"; readonly progress: JobProgress; readonly message: string };

/** What an attempt needs of its queue. */
export interface AttemptOptions {
  readonly queue: Pick<JobQueue, "get" | "values">;
  readonly worker: string;
  /** From 1. */
  readonly attempt: number;
  readonly stop: AbortController;
  readonly pollMs: number;
  readonly run: JobRunner;
  store(progress: JobProgress): Promise<void>;
}

/** The group of values that names cancelled jobs. */
export const cancelGroup = "cancel";

/** One attempt of a job, from the look at what it needs to its end; the same for every member. */
export async function attemptJob(job: Job, options: AttemptOptions): Promise<AttemptEnd> {
  const { queue, worker, attempt, stop, run, store } = options;
  let progress: JobProgress = { attempt, worker, cells: [], cellsBefore: 0 };
  const settle = (outcome: JobOutcome): AttemptEnd => {
    const message = outcome.message ?? outcome.result?.error?.message ?? outcome.status;
    const again = mayRetry(outcome) && attempt < job.limits.attempts;
    const kind = isSuccess(outcome) ? "done" : again ? "retry" : "failed";
    return { kind, progress: { ...progress, outcome }, message };
  };
  const cancelled = async (): Promise<string | undefined> => {
    const found = await queue.values.get(cancelGroup, job.id).catch(() => undefined);
    return found === undefined ? undefined : String(found);
  };
  const before = await cancelled();
  if (before !== undefined) return settle({ status: "cancelled", exitCode: 130, message: before });
  const gate = await gateJob(queue, job);
  if (gate.kind === "wait") return { kind: "wait" };
  if (gate.kind === "closed") return settle(gate.outcome);
  if (stop.signal.aborted) return { kind: stop.signal.reason === "lost" ? "lost" : "hand back" };
  let reason: string | undefined;
  const timer = setInterval(() => {
    void cancelled().then((found) => {
      reason ??= found;
      if (found !== undefined) stop.abort("cancelled" satisfies StopReason);
    });
  }, options.pollMs);
  try {
    const outcome = await run(job, {
      attempt,
      last: attempt >= job.limits.attempts,
      signal: stop.signal,
      report: async (found) => {
        progress = found;
        await store(found).catch(() => undefined);
      },
    });
    if (!stop.signal.aborted || isSuccess(outcome)) return settle(outcome);
    switch (stop.signal.reason as StopReason) {
      case "cancelled":
        return settle({ ...outcome, status: "cancelled", exitCode: 130, message: reason ?? "cancelled" });
      case "handed back":
        return { kind: "hand back" };
      case "lost":
        return { kind: "lost" };
    }
  } catch (thrown) {
    return settle({ status: "crashed", exitCode: 1, message: errorMessage(thrown) });
  } finally {
    clearInterval(timer);
  }
}
