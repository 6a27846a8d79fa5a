import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ArgumentError, CuadernoError, type ErrorKind, InterruptedError } from "../core/errors.js";
import { openStore } from "../io/stores/open-store.js";
import { followJobs, type JobEvent } from "../jobs/follow-jobs.js";
import type { Job, JobLimits, JobOutcome, JobRecord } from "../jobs/job.js";
import type { JobQueue, SubmittedJob } from "../jobs/job-queue.js";
import { openQueue } from "../jobs/open-queue.js";
import type { CellEvent } from "../notebook/run/run-effects.js";
import { type SubmittedCode, submittedCode } from "../runner/queue/job-code.js";
import { makeJobs } from "../runner/queue/make-jobs.js";
import { isUri } from "../runner/run/is-uri.js";
import type { RunJob } from "../runner/run/plan-jobs.js";
import type { JobEnd } from "../runner/run/run-jobs.js";
import type { CommandContext } from "./command.js";
import { parsePositive } from "./parse-positive.js";
import type { RunProgress } from "./run-progress.js";

/** The flags of `cuaderno run` for a queue. */
export interface QueueFlags {
  readonly queue?: string | boolean | undefined;
  readonly tags?: string | undefined;
  readonly code?: string | undefined;
  readonly retries?: string | undefined;
  readonly detach?: boolean | undefined;
  readonly cancelOnInterrupt?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly timeout?: string | undefined;
}

/** What a submission is made of besides its notebooks. */
export interface QueueSubmission {
  readonly queue: JobQueue;
  readonly code: SubmittedCode;
  readonly tags: readonly string[];
  readonly limits: JobLimits;
}

const workerNoteMs = 3_000;
const firstBackoffMs = 5_000;

/** The address of the queue: that of the flag, else `CUADERNO_QUEUE`. */
export function queueAddress(flag: string | boolean | undefined, caller: string, context: CommandContext): string {
  const address = typeof flag === "string" ? flag : context.environment.CUADERNO_QUEUE;
  if (address === "local")
    throw new ArgumentError(`${caller}: --queue local has no workers; leave --queue out to run in this process`);
  if (address) return address;
  throw new ArgumentError(
    `${caller}: --queue: expected an address such as redis://localhost:6379; or set CUADERNO_QUEUE`,
  );
}

/** Opens the queue, and closes it after the work. */
export async function withQueue<Result>(
  flag: string | boolean | undefined,
  caller: string,
  context: CommandContext,
  work: (queue: JobQueue) => Promise<Result>,
): Promise<Result> {
  const queue = await openQueue(queueAddress(flag, caller, context));
  try {
    return await work(queue);
  } finally {
    await queue.close();
  }
}

/** The parts of a submission that flags say. */
export async function getSubmission(
  queue: JobQueue,
  flags: QueueFlags,
  context: CommandContext,
): Promise<QueueSubmission> {
  const retries = flags.retries === undefined ? 0 : parseRetries(flags.retries);
  const seconds = parsePositive("run: --timeout", flags.timeout);
  const timeoutMs = seconds === undefined ? undefined : seconds * 1_000;
  return {
    queue,
    code: await submittedCode(flags.code, context.cwd),
    tags: parseTags("run", flags.tags),
    limits: { attempts: retries + 1, backoffMs: firstBackoffMs, timeoutMs },
  };
}

/** Comma-separated tags. */
export function parseTags(caller: string, text: string | undefined): readonly string[] {
  const tags = (text ?? "").split(",").filter((tag) => tag !== "");
  const wrong = tags.find((tag) => !/^[\w.-]+$/.test(tag));
  if (wrong === undefined && tags.length <= 4) return tags;
  throw new ArgumentError(`${caller}: --tags: invalid tags "${text}"; write at most four names such as gpu,large`);
}

function parseRetries(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new ArgumentError(`run: --retries: expected an integer >= 0, got "${text}"; for example --retries 2`);
}

/** Submits planned runs and follows them to their ends; none with `--detach`. */
export async function runOnQueue(
  runs: readonly RunJob[],
  flags: QueueFlags,
  rest: {
    readonly args: readonly string[];
    readonly given: readonly string[];
    readonly kernel?: string | undefined;
    readonly cwd?: string | undefined;
  },
  progress: RunProgress,
  context: CommandContext,
): Promise<readonly JobEnd[] | undefined> {
  return await withQueue(flags.queue, "run", context, async (queue) => {
    const submission = await getSubmission(queue, flags, context);
    const jobs = await makeJobs(runs, { ...submission, ...rest, log: (line) => context.note(line) });
    const submitted = await submitJobs(queue, jobs, flags.force ?? false, context);
    if (flags.detach) {
      for (const { id } of submitted) if (!context.json) context.print(id);
      context.result({ jobs: submitted });
      return undefined;
    }
    const outcomes = await follow(queue, jobs, { progress, flags, known: doneIds(submitted) }, context);
    if (context.signal.aborted && !flags.cancelOnInterrupt) {
      context.result({ jobs: submitted });
      throw new InterruptedError("run: stopped following the jobs; repeat the command to follow them again");
    }
    return jobs.map((job, index): JobEnd => {
      return toJobEnd(runs[index] as RunJob, outcomes.get(job.id), submitted[index]?.status === "done");
    });
  });
}

/** Adds jobs; one that is done runs again only where its output is missing. */
export async function submitJobs(
  queue: JobQueue,
  jobs: readonly Job[],
  force: boolean,
  context: CommandContext,
): Promise<readonly SubmittedJob[]> {
  const records = await queue.get(jobs.map(({ id }) => id));
  const missing = new Set<string>();
  for (const [index, job] of jobs.entries()) {
    const again = job.needs.some((need) => missing.has(need)) || !(await outputExists(job));
    if (records[index]?.state === "done" && again) missing.add(job.id);
  }
  if (force || missing.size === 0) return await note(await queue.submit(jobs, { force }), jobs, context);
  const again = jobs.filter(({ id }) => missing.has(id));
  const found = new Map((await queue.submit(again, { force: true })).map((one) => [one.id, one]));
  for (const one of await queue.submit(jobs.filter(({ id }) => !missing.has(id)))) found.set(one.id, one);
  return await note(
    jobs.map(({ id }) => found.get(id) as SubmittedJob),
    jobs,
    context,
  );
}

/** The jobs that were done at submission. */
export function doneIds(submitted: readonly SubmittedJob[]): ReadonlySet<string> {
  return new Set(submitted.flatMap(({ id, status }) => (status === "done" ? [id] : [])));
}

async function note(
  submitted: readonly SubmittedJob[],
  jobs: readonly Job[],
  context: CommandContext,
): Promise<readonly SubmittedJob[]> {
  for (const [index, { id, status }] of submitted.entries()) {
    if (status === "waiting" || status === "running")
      context.note(`${jobs[index]?.label}: in the queue already (${status}, job ${id.slice(0, 9)})`);
  }
  return submitted;
}

async function outputExists({ output, folder }: Job): Promise<boolean> {
  if (output === undefined) return true;
  if (!isUri(output)) return existsSync(resolve(folder, output));
  const { store, key } = await openStore(output, { caller: "run" });
  return (await store.stat(key)) !== undefined;
}

/** Reports jobs with the lines of a local run, until they end or Ctrl-C. */
export async function follow(
  queue: JobQueue,
  jobs: readonly Job[],
  options: {
    readonly progress: RunProgress;
    readonly flags: QueueFlags;
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
  { cancelOnInterrupt }: QueueFlags,
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
