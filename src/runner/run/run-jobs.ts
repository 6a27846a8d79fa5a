import type { CellProgress } from "../../notebook/format/progress-mime.js";
import type { CellEvent } from "../../notebook/run/run-effects.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import type { RunJob } from "./plan-jobs.js";
import { type RunNotebookOptions, runNotebook } from "./run-notebook.js";

/** The end of a job: the result of a run, or the error that refused it before its first cell. */
export interface JobEnd {
  readonly job: RunJob;
  readonly result?: RunResult | undefined;
  readonly refusal?: unknown;
}

/** How jobs are run. */
export interface RunJobsOptions {
  readonly run: Omit<RunNotebookOptions, "parameters" | "output" | "onCell" | "onProgress" | "signal">;
  /** Maximum number of jobs that run at the same time. */
  readonly concurrency: number;
  /** After a failure start no other job, and interrupt the running ones. */
  readonly failFast: boolean;
  readonly signal: AbortSignal;
  readonly onCell?: ((job: RunJob, event: CellEvent) => void) | undefined;
  readonly onProgress?: ((job: RunJob, progress: CellProgress) => void) | undefined;
  readonly onEnd?: ((end: JobEnd) => void) | undefined;
}

/** Runs jobs, several at a time, each with its kernel; resolves to their ends, in the order of the jobs. */
export async function runJobs(jobs: readonly RunJob[], options: RunJobsOptions): Promise<readonly JobEnd[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const ends: JobEnd[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let order = next++; order < jobs.length; order = next++) {
      const job = jobs[order];
      if (job === undefined || signal.aborted) return;
      const end = await runJob(job, options, signal);
      ends[order] = end;
      options.onEnd?.(end);
      const succeeded = end.result?.status === "ok" || end.result?.status === "stopped";
      if (options.failFast && !succeeded) failed.abort();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, jobs.length) }, work));
  return jobs.map((job, order) => ends[order] ?? { job });
}

async function runJob(job: RunJob, { run, onCell, onProgress }: RunJobsOptions, signal: AbortSignal): Promise<JobEnd> {
  try {
    const result = await runNotebook(job.notebook, {
      ...run,
      content: job.content,
      parameters: job.parameters,
      output: job.output,
      signal,
      onCell: onCell === undefined ? undefined : (event) => onCell(job, event),
      onProgress: onProgress && ((progress) => onProgress(job, progress)),
    });
    return { job, result };
  } catch (refusal) {
    return { job, refusal };
  }
}
