import type { CellEvent } from "../../notebook/run/run-effects.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import type { RunJob } from "./plan-jobs.js";
import { type RunNotebookOptions, runNotebook } from "./run-notebook.js";

/** How a job ended: with the result of a run, or refused before its first cell. */
export interface JobEnd {
  readonly job: RunJob;
  readonly result?: RunResult;
  readonly refusal?: unknown;
}

/** How jobs are run. */
export interface RunJobsOptions {
  readonly run: Omit<RunNotebookOptions, "parameters" | "output" | "onCell" | "signal">;
  /** How many run side by side. */
  readonly jobs: number;
  /** Begin no other job, and interrupt those under way, once one has failed. */
  readonly failFast: boolean;
  readonly signal: AbortSignal;
  readonly onCell?: (job: RunJob, event: CellEvent) => void;
  readonly onEnd?: (end: JobEnd) => void;
}

/** Runs jobs, some side by side, each with a kernel of its own; resolves to how each ended, in the order of the jobs. */
export async function runJobs(jobs: readonly RunJob[], options: RunJobsOptions): Promise<readonly JobEnd[]> {
  const enough = new AbortController();
  const signal = AbortSignal.any([options.signal, enough.signal]);
  const ends: JobEnd[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let order = next++; order < jobs.length; order = next++) {
      const job = jobs[order];
      if (job === undefined || signal.aborted) return;
      const end = await runJob(job, options, signal);
      ends[order] = end;
      options.onEnd?.(end);
      const fine = end.result?.status === "ok" || end.result?.status === "stopped";
      if (options.failFast && !fine) enough.abort();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, jobs.length) }, work));
  return jobs.map((job, order) => ends[order] ?? { job });
}

async function runJob(job: RunJob, { run, onCell }: RunJobsOptions, signal: AbortSignal): Promise<JobEnd> {
  try {
    const result = await runNotebook(job.notebook, {
      ...run,
      content: job.content,
      parameters: job.parameters,
      output: job.output,
      signal,
      ...(onCell === undefined ? {} : { onCell: (event) => onCell(job, event) }),
    });
    return { job, result };
  } catch (refusal) {
    return { job, refusal };
  }
}
