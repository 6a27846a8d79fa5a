import type { CellProgress } from "../../notebook/format/progress-mime.js";
import { cuadernoKernelName } from "../../notebook/kernel/cuaderno-spec.js";
import type { KernelProcess } from "../../notebook/kernel/kernel-process.js";
import type { SpareKernels } from "../../notebook/kernel/spare-kernels.js";
import type { CellEvent } from "../../notebook/run/run-effects.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import { startSpareKernels } from "./kernels.js";
import { chosenKernel } from "./notebook-kernel.js";
import type { RunJob } from "./plan-jobs.js";
import { runWithSpares } from "./run-notebook.js";
import type { RunNotebookOptions } from "./run-notebook-options.js";

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
  /** A kernel of this package that was started already. */
  readonly earlyKernel?: Promise<KernelProcess | undefined> | undefined;
  readonly onCell?: ((job: RunJob, event: CellEvent) => void) | undefined;
  readonly onProgress?: ((job: RunJob, progress: CellProgress) => void) | undefined;
  readonly onEnd?: ((end: JobEnd) => void) | undefined;
}

/** Runs jobs, several at a time, each with its kernel; resolves to their ends, in the order of the jobs. */
export async function runJobs(jobs: readonly RunJob[], options: RunJobsOptions): Promise<readonly JobEnd[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const ends: JobEnd[] = [];
  // A kernel starts while earlier notebooks run.
  const { earlyKernel, concurrency } = options;
  const own =
    jobs.length > 1 || earlyKernel !== undefined
      ? jobs.find((job) => runsInOwnKernel(job, options.run.kernel))
      : undefined;
  const spares = own && startSpareKernels(jobs.length, concurrency, own.notebook, own.content, earlyKernel);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let order = next++; order < jobs.length; order = next++) {
      const job = jobs[order];
      if (job === undefined || signal.aborted) return;
      const end = await runJob(job, options, signal, spares);
      ends[order] = end;
      options.onEnd?.(end);
      const succeeded = end.result?.status === "ok" || end.result?.status === "stopped";
      if (options.failFast && !succeeded) failed.abort();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, jobs.length) }, work));
  await spares?.close();
  return jobs.map((job, order) => ends[order] ?? { job });
}

function runsInOwnKernel({ content }: RunJob, kernel: string | undefined): boolean {
  return (content === undefined ? kernel : chosenKernel(content, kernel)) === cuadernoKernelName;
}

async function runJob(
  job: RunJob,
  { run, onCell, onProgress }: RunJobsOptions,
  signal: AbortSignal,
  spares: SpareKernels | undefined,
): Promise<JobEnd> {
  try {
    const settings: RunNotebookOptions = {
      ...run,
      content: job.content,
      parameters: job.parameters,
      output: job.output,
      signal,
      onCell: onCell === undefined ? undefined : (event) => onCell(job, event),
      onProgress: onProgress && ((progress) => onProgress(job, progress)),
    };
    return { job, result: await runWithSpares(job.notebook, settings, spares) };
  } catch (refusal) {
    return { job, refusal };
  }
}
