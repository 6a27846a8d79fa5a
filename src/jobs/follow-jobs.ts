import type { JobCell, JobOutcome, JobRecord } from "./job.js";
import type { JobQueue } from "./job-queue.js";

/** What a follower sees of a job. */
export type JobEvent =
  | { readonly kind: "started"; readonly id: string; readonly worker: string; readonly attempt: number }
  | { readonly kind: "cell"; readonly id: string; readonly cell: JobCell }
  | { readonly kind: "progress"; readonly id: string; readonly text: string }
  /** A try failed, and another follows. */
  | { readonly kind: "retry"; readonly id: string; readonly message: string }
  | { readonly kind: "end"; readonly id: string; readonly outcome: JobOutcome; readonly record: JobRecord | undefined }
  /** The queue has not responded for so long. */
  | { readonly kind: "silent"; readonly forMs: number };

export interface FollowOptions {
  /** Ends the events; the jobs go on. */
  readonly signal?: AbortSignal | undefined;
  /** @default 300 */
  readonly pollMs?: number | undefined;
}

interface Followed {
  attempt: number;
  cells: number;
  text: string | undefined;
  ended: boolean;
}

const silentMs = 10_000;
/** Jobs looked up at a time. */
const batch = 100;

/**
 * What happens to jobs until all have ended, read from the state of the queue: a queue that restarts is followed on.
 *
 * @example for await (const event of followJobs(queue, ids)) if (event.kind === "end") console.log(event.outcome.status);
 */
export async function* followJobs(
  queue: Pick<JobQueue, "get">,
  ids: readonly string[],
  { signal, pollMs = 300 }: FollowOptions = {},
): AsyncGenerator<JobEvent> {
  const jobs = new Map(
    ids.map((id): [string, Followed] => [id, { attempt: 0, cells: 0, text: undefined, ended: false }]),
  );
  let respondedAt = performance.now();
  while (!signal?.aborted) {
    const open = [...jobs].filter(([, { ended }]) => !ended).map(([id]) => id);
    if (open.length === 0) return;
    for (let first = 0; first < open.length && !signal?.aborted; first += batch) {
      const some = open.slice(first, first + batch);
      const records = await withinTime(queue.get(some), silentMs);
      if (records === undefined) {
        yield { kind: "silent", forMs: performance.now() - respondedAt };
        break;
      }
      respondedAt = performance.now();
      for (const [index, id] of some.entries()) {
        yield* changes(id, records[index], jobs.get(id) as Followed);
      }
    }
    await pause(pollMs, signal);
  }
}

function* changes(id: string, record: JobRecord | undefined, seen: Followed): Generator<JobEvent> {
  const progress = record?.progress;
  if (progress !== undefined) {
    if (progress.attempt !== seen.attempt && progress.worker !== "") {
      Object.assign(seen, { attempt: progress.attempt, cells: 0, text: undefined });
      yield { kind: "started", id, worker: progress.worker, attempt: progress.attempt };
    }
    const first = Math.max(0, seen.cells - progress.cellsBefore);
    for (const cell of progress.cells.slice(first)) yield { kind: "cell", id, cell };
    seen.cells = Math.max(seen.cells, progress.cellsBefore + progress.cells.length);
    if (progress.text !== undefined && progress.text !== seen.text) {
      seen.text = progress.text;
      yield { kind: "progress", id, text: progress.text };
    }
  }
  const ended = record === undefined || record.state === "done" || record.state === "failed";
  if (!ended) return;
  seen.ended = true;
  yield { kind: "end", id, outcome: getOutcome(record), record };
}

function getOutcome(record: JobRecord | undefined): JobOutcome {
  if (record === undefined)
    return { status: "crashed", exitCode: 4, message: "the job is no longer in the queue; submit it again" };
  const { state, progress, message } = record;
  const outcome = progress?.outcome;
  if (outcome !== undefined && (state === "done" || outcome.exitCode !== 0)) return outcome;
  if (state === "done") return { status: "ok", exitCode: 0 };
  return { status: "crashed", exitCode: 1, message: message ?? "its worker ended" };
}

/** Undefined when a promise fails or takes too long. */
async function withinTime<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
  });
}
