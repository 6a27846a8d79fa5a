import type { Json } from "../core/json.js";
import type { Job, JobOutcome, JobProgress, JobRecord, JobState } from "./job.js";

/**
 * Jobs for workers on one or many machines. Members: `localQueue` in this process, `bullQueue` over Redis or
 * PostgreSQL. A job may run more than once (its worker may die), so a job writes atomically and can be repeated.
 */
export interface JobQueue {
  /** Its address without credentials. */
  readonly name: string;
  /**
   * Adds jobs, those that are needed first. A job that is there already is not added again: one that waits, runs or is
   * done stays as it is, one that failed is tried again. With `force` a job that has ended runs again.
   */
  submit(jobs: readonly Job[], options?: { readonly force?: boolean | undefined }): Promise<readonly SubmittedJob[]>;
  /** The jobs with these ids; undefined for an id that is not in the queue. */
  get(ids: readonly string[]): Promise<readonly (JobRecord | undefined)[]>;
  /** The newest jobs first. */
  list(filter?: JobFilter): Promise<readonly JobRecord[]>;
  /**
   * Cancels a job: one that waits does not start, one that runs is interrupted by its worker within seconds. Resolves
   * to the state that it had; undefined for an unknown job.
   */
  cancel(id: string, reason: string): Promise<JobState | undefined>;
  /** Tries a failed or cancelled job again; false when there is none. */
  retry(id: string): Promise<boolean>;
  /** Takes jobs and runs them until it is stopped. */
  work(options: WorkOptions, run: JobRunner): Promise<QueueWorker>;
  /** The workers that were alive within the last half minute. */
  workers(): Promise<readonly WorkerRecord[]>;
  readonly schedules: QueueScheduler;
  /** Small values next to the jobs. */
  readonly values: KeyValues;
  close(): Promise<void>;
}

/** What happened to a job at submission. */
export interface SubmittedJob {
  readonly id: string;
  /** `added`, `retried` (it had failed), or the state of the job that is there already. */
  readonly status: "added" | "retried" | "waiting" | "running" | "done";
}

export interface JobFilter {
  /** @default all */
  readonly states?: readonly JobState[] | undefined;
  /** @default 100 */
  readonly limit?: number | undefined;
}

export interface WorkOptions {
  /** Host and process, for `jobs list`. */
  readonly name: string;
  /** How many jobs run at the same time. @default 1 */
  readonly concurrency?: number | undefined;
  /** Jobs with these tags are taken too. @default none */
  readonly tags?: readonly string[] | undefined;
  /** The container image that the worker runs in. */
  readonly image?: string | undefined;
  readonly version?: string | undefined;
  /** A job whose worker is silent for as long is given to another. @default 30_000 */
  readonly lockMs?: number | undefined;
  /** How often a job may lose its worker before it fails. @default 5 */
  readonly maxCrashes?: number | undefined;
  /** How often cancellations are looked up. @default 2_000 */
  readonly pollMs?: number | undefined;
  /** Lost connections and other conditions that the worker survives. */
  readonly log?: ((line: string) => void) | undefined;
}

/** Runs one attempt of a job. It must end soon after the signal is aborted. */
export type JobRunner = (job: Job, attempt: JobAttempt) => Promise<JobOutcome>;

export interface JobAttempt {
  /** From 1. */
  readonly attempt: number;
  /** Whether a failure ends the job. */
  readonly last: boolean;
  /** Aborted with a `StopReason`. */
  readonly signal: AbortSignal;
  /** Stores the progress; a lost update is ignored. */
  report(progress: JobProgress): Promise<void>;
}

/** `cancelled` by a user, `handed back` by a worker that stops, `lost` to another worker. */
export type StopReason = "cancelled" | "handed back" | "lost";

export interface QueueWorker {
  /** Number of jobs that run now. */
  active(): number;
  /** Resolves when nothing has been running or waiting for `quietMs`. */
  idle(quietMs?: number): Promise<void>;
  /**
   * Takes no further job, waits up to `graceMs` for those that run, then hands the rest back to the queue. A second
   * call with a smaller `graceMs` shortens the wait.
   */
  stop(options?: { readonly graceMs?: number | undefined }): Promise<void>;
}

export interface WorkerRecord {
  readonly name: string;
  readonly concurrency: number;
  readonly active: readonly string[];
  readonly tags: readonly string[];
  readonly image?: string | undefined;
  readonly version?: string | undefined;
  readonly since: string;
}

/** Values in groups; all members of a queue see them. */
export interface KeyValues {
  get(group: string, name: string): Promise<Json | undefined>;
  set(group: string, name: string, value: Json, options?: { readonly ttlMs?: number | undefined }): Promise<void>;
  delete(group: string, name: string): Promise<void>;
  /** In the order of their names. */
  list(group: string): Promise<readonly { readonly name: string; readonly value: Json }[]>;
}

/** The part of schedules that the queue does: jobs at times of a cron expression. */
export interface QueueScheduler {
  /** Adds or replaces a schedule. */
  upsert(name: string, when: { readonly cron: string; readonly timezone: string }, job: Job): Promise<void>;
  remove(name: string): Promise<void>;
  /** When a schedule runs next, in milliseconds since 1970. */
  next(name: string): Promise<number | undefined>;
  /** The times of a cron expression after `from` and until `until`, at most `limit`. */
  times(
    when: { readonly cron: string; readonly timezone: string },
    from: number,
    until: number,
    limit: number,
  ): Promise<readonly number[]>;
}
