import { CuadernoError, type ErrorKind, InterruptedError } from "../core/errors.js";
import { followJobs, type JobEvent } from "../jobs/follow-jobs.js";
import type { Job, JobOutcome, JobRecord } from "../jobs/job.js";
import type { JobQueue } from "../jobs/job-queue.js";
import type { CellEvent } from "../notebook/run/run-effects.js";
import type { RunJob } from "../runner/run/plan-jobs.js";
import type { JobEnd } from "../runner/run/run-jobs.js";
import type { CommandContext } from "./command.js";
import type { RunProgress } from "./run-progress.js";

const workerNoteMs = 3_000;

/** Reports jobs with the lines of a local run, until they end or Ctrl-C. */
export async function follow(
  queue: JobQueue,
  jobs: readonly Job[],
  options: {
    readonly progress: RunProgress;
    readonly flags: { readonly cancelOnInterrupt?: boolean | undefined };
    /** Jobs that were done before; their cells are not shown again. */
    readonly known: ReadonlySet<string>;
    readonly onEvent?: ((event: JobEvent, job: Job) => void) | undefined;
  },
  context: CommandContext,
): Promise<ReadonlyMap<string, { readonly outcome: JobOutcome; readonly record: JobRecord | undefined }>> {
  const { progress, flags, known, onEvent } = options;
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const outcomes = new Map<string, { readonly outcome: JobOutcome; readonly record: JobRecord | undefined }>();
  const idle = setTimeout(() => void noteMissingWorkers(queue, jobs, context).catch(() => undefined), workerNoteMs);
  let silent = false;
  try {
    for await (const event of followJobs(queue, [...byId.keys()], { signal: context.signal })) {
      if (event.kind === "silent") {
        if (!silent) context.note(`${queue.name} is silent; jobs go on, and are followed again when it responds`);
        silent = true;
        continue;
      }
      silent = false;
      const job = byId.get(event.id) as Job;
      onEvent?.(event, job);
      if (event.kind === "cell" && !known.has(event.id)) progress.onCell(job.label, toCellEvent(event.cell));
      if (event.kind === "progress") progress.onProgress(job.label, event.text);
      if (event.kind === "started" && event.attempt > 1) context.note(`${job.label}: attempt ${event.attempt}`);
      if (event.kind === "end") {
        outcomes.set(event.id, event);
        progress.onEnd(job.label);
      }
    }
  } finally {
    clearTimeout(idle);
  }
  if (context.signal.aborted) await leave(queue, jobs, outcomes, flags, context);
  return outcomes;
}

async function leave(
  queue: JobQueue,
  jobs: readonly Job[],
  outcomes: ReadonlyMap<string, unknown>,
  { cancelOnInterrupt }: { readonly cancelOnInterrupt?: boolean | undefined },
  context: CommandContext,
): Promise<void> {
  const open = jobs.filter(({ id }) => !outcomes.has(id));
  if (open.length === 0) return;
  const count = open.length === 1 ? "one job" : `${open.length} jobs`;
  if (cancelOnInterrupt) {
    for (const { id } of open) await queue.cancel(id, "cancelled by Ctrl-C of the submitter");
    context.note(`cancelled ${count}`);
    return;
  }
  const ids = open.slice(0, 3).map(({ id }) => id.slice(0, 9));
  const more = open.length > 3 ? " ..." : "";
  context.note(
    `stopped following ${count}; the same command follows again, cuaderno jobs cancel ${ids.join(" ")}${more} cancels`,
  );
}

/** Says when nobody takes the jobs. */
async function noteMissingWorkers(queue: JobQueue, jobs: readonly Job[], context: CommandContext): Promise<void> {
  const workers = await queue.workers();
  for (const needed of new Set(jobs.map(({ tags }) => tags.join(",")))) {
    const tags = needed.split(",").filter((tag) => tag !== "");
    const has = ({ tags: own, image }: (typeof workers)[number]): boolean =>
      tags.every((tag) => own.includes(tag) || tag === `image=${image}`);
    if (workers.some(has)) continue;
    const image = tags.find((tag) => tag.startsWith("image="))?.slice("image=".length);
    const plain = tags.filter((tag) => !tag.startsWith("image="));
    const flags = `${plain.length === 0 ? "" : ` --tags ${plain.join(",")}`}${image === undefined ? "" : ` --image ${image}`}`;
    context.note(`no worker takes these jobs yet; start one with: cuaderno worker --queue ${queue.name}${flags}`);
  }
}

/** A cell of a worker's run as an event of a local run. */
function toCellEvent({
  cell,
  title,
  status,
  durationMs,
}: {
  readonly cell: string;
  readonly title: string;
  readonly status: string;
  readonly durationMs: number;
}): CellEvent {
  const step = { label: cell, title } as CellEvent["step"];
  return { step, position: 0, total: 0, status: status as CellEvent["status"], durationMs };
}

const kinds: Readonly<Record<number, ErrorKind>> = { 2: "argument", 3: "format", 4: "environment", 5: "timeout" };

/** The end of a job as that of a local run. */
export function toJobEnd(
  job: RunJob,
  end: { readonly outcome: JobOutcome; readonly record: JobRecord | undefined } | undefined,
  known: boolean,
): JobEnd {
  if (end === undefined) return { job };
  const { result, status, message, exitCode } = end.outcome;
  if (result !== undefined && status !== "cancelled")
    return { job, result: known ? { ...result, cached: true } : result };
  const text = message ?? status;
  if (status === "cancelled") return { job, refusal: new InterruptedError(`run: ${job.label} was cancelled: ${text}`) };
  return { job, refusal: new CuadernoError(kinds[exitCode] ?? "failed", text) };
}
