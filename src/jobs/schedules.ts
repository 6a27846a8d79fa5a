import { ArgumentError, NotFoundError } from "../core/errors.js";
import type { Json, JsonObject } from "../core/json.js";
import { isSuccess, type Job, type JobOutcome, mayRetry } from "./job.js";
import type { JobQueue, JobRunner } from "./job-queue.js";

/** A job that runs at the times of a cron expression. */
export interface QueueSchedule {
  readonly name: string;
  /** Minute hour day month weekday. */
  readonly cron: string;
  /** IANA name. */
  readonly timezone: string;
  readonly job: Job;
  /** When it was paused, in milliseconds since 1970. */
  readonly pausedAt?: number | undefined;
}

/** A run of a schedule, or one that did not happen. */
export interface ScheduledRun {
  /** When it was due. */
  readonly due: string;
  /** `missed`: no worker was there. */
  readonly status: JobOutcome["status"] | "missed";
  readonly job?: string | undefined;
  readonly started?: string | undefined;
  readonly ended?: string | undefined;
  readonly attempts?: number | undefined;
  readonly worker?: string | undefined;
  readonly log?: string | undefined;
  readonly message?: string | undefined;
}

/** A schedule with its state. */
export interface ScheduleStatus extends QueueSchedule {
  /** In milliseconds since 1970; undefined while it is paused. */
  readonly next: number | undefined;
  /** Times that have passed without a run. */
  readonly overdue: number;
  readonly last: ScheduledRun | undefined;
}

const group = "schedules";
const historyMs = 180 * 86_400_000;
/** A run that is as late is overdue. */
const lateMs = 60_000;
const maxMissed = 500;

/** Adds a schedule or replaces the one of the same name. */
export async function addSchedule(queue: JobQueue, schedule: QueueSchedule): Promise<void> {
  await queue.schedules.upsert(schedule.name, schedule, schedule.job);
  await store(queue, schedule);
}

/** All schedules, by name. */
export async function listSchedules(queue: JobQueue, now: number): Promise<readonly ScheduleStatus[]> {
  const schedules = (await queue.values.list(group)).map(({ value }) => value as unknown as QueueSchedule);
  return await Promise.all(
    schedules.map(async (schedule) => {
      const next = schedule.pausedAt === undefined ? await queue.schedules.next(schedule.name) : undefined;
      const isLate = next !== undefined && next < now - lateMs;
      const overdue = isLate ? 1 + (await queue.schedules.times(schedule, next, now, maxMissed)).length : 0;
      return { ...schedule, next, overdue, last: (await scheduleHistory(queue, schedule.name)).at(-1) };
    }),
  );
}

/** The runs of a schedule, oldest first. */
export async function scheduleHistory(queue: JobQueue, name: string): Promise<readonly ScheduledRun[]> {
  return (await queue.values.list(historyGroup(name))).map(({ value }) => value as unknown as ScheduledRun);
}

/** Stops a schedule until it is resumed; a run that has begun goes on. */
export async function pauseSchedule(queue: JobQueue, name: string, now: number): Promise<void> {
  const schedule = await findSchedule(queue, name);
  if (schedule.pausedAt !== undefined) throw new ArgumentError(`schedule: ${name} is paused already; resume it first`);
  await queue.schedules.remove(name);
  await store(queue, { ...schedule, pausedAt: now });
}

/** Starts a paused schedule again; resolves to the number of runs that were due meanwhile. */
export async function resumeSchedule(queue: JobQueue, name: string, now: number): Promise<number> {
  const schedule = await findSchedule(queue, name);
  if (schedule.pausedAt === undefined) throw new ArgumentError(`schedule: ${name} is not paused; see schedule list`);
  const skipped = await queue.schedules.times(schedule, schedule.pausedAt, now, maxMissed);
  const { pausedAt: _, ...active } = schedule;
  await addSchedule(queue, active);
  return skipped.length;
}

/** Removes a schedule and its history. */
export async function removeSchedule(queue: JobQueue, name: string): Promise<void> {
  await findSchedule(queue, name);
  await queue.schedules.remove(name);
  await queue.values.delete(group, name);
  for (const run of await queue.values.list(historyGroup(name)))
    await queue.values.delete(historyGroup(name), run.name);
}

/** Runs a schedule now, in addition to its times; resolves to the id of the job. */
export async function runSchedule(queue: JobQueue, name: string, now: number): Promise<string> {
  const { job } = await findSchedule(queue, name);
  const id = `now-${name}-${now}`;
  await queue.submit([{ ...job, id }]);
  return id;
}

/** A schedule by its name. */
export async function findSchedule(queue: JobQueue, name: string): Promise<QueueSchedule> {
  const found = await queue.values.get(group, name);
  if (found !== undefined) return found as unknown as QueueSchedule;
  const names = (await queue.values.list(group)).map((one) => one.name);
  const known = names.length === 0 ? "the queue has none; add one with schedule add" : `found ${names.join(", ")}`;
  throw new NotFoundError(`schedule: no schedule "${name}"; ${known}`);
}

export interface ScheduleRunnerOptions {
  readonly now: () => number;
  /** Called after the last try of a run failed, and when runs were missed. */
  notify(message: JsonObject): Promise<void>;
}

/**
 * A runner that writes the history of scheduled jobs: runs, and times at which no worker was there. A run does not
 * start while the one before is still running.
 */
export function scheduleRunner(run: JobRunner, queue: JobQueue, { now, notify }: ScheduleRunnerOptions): JobRunner {
  return async (job, attempt) => {
    const { schedule: name } = job;
    if (name === undefined) return await run(job, attempt);
    const started = now();
    const due = dueTime(job.id) ?? started;
    if (attempt.attempt === 1 && dueTime(job.id) !== undefined) await recordMissed(queue, name, due, started, notify);
    const running = (await queue.list({ states: ["running"] })).find(
      (record) => record.job.schedule === name && record.job.id !== job.id,
    );
    let progress: { readonly log?: string | undefined; readonly worker?: string | undefined } = {};
    const report: typeof attempt.report = async (found) => {
      progress = found;
      await attempt.report(found);
    };
    const outcome: JobOutcome =
      running === undefined
        ? await run(job, { ...attempt, report })
        : { status: "skipped", exitCode: 0, message: `the run before it (${running.job.id}) is still running` };
    const ends = isSuccess(outcome) || attempt.last || !mayRetry(outcome);
    if (!ends || attempt.signal.aborted) return outcome;
    const message = outcome.message ?? outcome.result?.error?.message;
    const entry: ScheduledRun = {
      due: new Date(due).toISOString(),
      status: outcome.status,
      job: job.id,
      started: new Date(started).toISOString(),
      ended: new Date(now()).toISOString(),
      attempts: attempt.attempt,
      worker: progress.worker,
      log: progress.log,
      message,
    };
    await record(queue, name, entry).catch(() => undefined);
    if (!isSuccess(outcome)) {
      const tries = attempt.attempt === 1 ? "" : ` after ${attempt.attempt} tries`;
      const text = `[error] schedule ${name} ${outcome.status}${tries}: ${message ?? outcome.status}`;
      await notify({
        text,
        level: "error",
        message: message ?? outcome.status,
        schedule: name,
        job: job.id,
        due: entry.due,
      });
    }
    return outcome;
  };
}

async function recordMissed(
  queue: JobQueue,
  name: string,
  due: number,
  started: number,
  notify: ScheduleRunnerOptions["notify"],
): Promise<void> {
  const schedule = await queue.values.get(group, name);
  if (schedule === undefined || started - due < lateMs) return;
  const missed = await queue.schedules.times(schedule as unknown as QueueSchedule, due, started, maxMissed);
  const message = "no worker was there";
  for (const time of missed)
    await record(queue, name, { due: new Date(time).toISOString(), status: "missed", message });
  if (missed.length === 0) return;
  const count = missed.length === 1 ? "one run was missed" : `${missed.length} runs were missed`;
  const text = `[warning] schedule ${name}: ${count} since ${new Date(due).toISOString()}; ${message}`;
  await notify({ text, level: "warning", message: count, schedule: name, due: new Date(due).toISOString() });
}

async function record(queue: JobQueue, name: string, run: ScheduledRun): Promise<void> {
  const value = JSON.parse(JSON.stringify(run)) as Json;
  await queue.values.set(historyGroup(name), `${run.due} ${run.job ?? ""}`, value, { ttlMs: historyMs });
}

async function store(queue: JobQueue, schedule: QueueSchedule): Promise<void> {
  await queue.values.set(group, schedule.name, JSON.parse(JSON.stringify(schedule)) as Json);
}

/** When a scheduled job was due: BullMQ writes it into the id. */
function dueTime(id: string): number | undefined {
  const found = /^repeat:.*:(\d{10,})$/.exec(id)?.[1];
  return found === undefined ? undefined : Number(found);
}

function historyGroup(name: string): string {
  return `history-${name}`;
}
