import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ArgumentError, InterruptedError } from "../core/errors.js";
import { openStore } from "../io/stores/open-store.js";
import type { Job, JobLimits } from "../jobs/job.js";
import type { JobQueue, SubmittedJob } from "../jobs/job-queue.js";
import { openQueue } from "../jobs/open-queue.js";
import { type SubmittedCode, submittedCode } from "../runner/queue/job-code.js";
import { makeJobs } from "../runner/queue/make-jobs.js";
import { isUri } from "../runner/run/is-uri.js";
import type { RunJob } from "../runner/run/plan-jobs.js";
import type { JobEnd } from "../runner/run/run-jobs.js";
import type { CommandContext } from "./command.js";
import { follow, toJobEnd } from "./follow-queue.js";
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
