import type { Json } from "../core/json.js";
import type { FlowCondition } from "../notebook/flow/flow-condition.js";
import type { RunResult } from "../notebook/run/run-result.js";

/** One run for a worker: what to run, with which code, and the limits. A few kB; data is named by URIs. */
export interface Job {
  /** Made of the content key: two submissions of the same code, parameters, inputs and output are one job. */
  readonly id: string;
  /** What the lines of a run call it: the notebook, and the values that differ between jobs. */
  readonly label: string;
  /** A notebook, or a folder of notebooks that runs in one process. */
  readonly kind: "notebook" | "flow";
  /** Path in the working folder, or URI. */
  readonly target: string;
  /** Values of parameters; secrets are refused before a job is made. */
  readonly parameters: { readonly [name: string]: Json };
  /** Path or URI of the executed copy; undefined for a folder. */
  readonly output?: string | undefined;
  /** Further arguments of `cuaderno run`. */
  readonly args: readonly string[];
  readonly code: JobCode;
  /** The working folder: absolute for code in a folder, else relative to the root of the code. */
  readonly folder: string;
  /** Ids of jobs that end before this one starts. */
  readonly needs: readonly string[];
  readonly flow?: JobFlow | undefined;
  readonly limits: JobLimits;
  /** Tags that a worker must have. */
  readonly tags: readonly string[];
  /** The schedule that it belongs to. */
  readonly schedule?: string | undefined;
  readonly submitted: { readonly by: string; readonly at: string; readonly version: string };
}

/** Where a worker finds the notebook and its modules. */
export type JobCode =
  /** A folder that every worker sees under the same path. */
  | { readonly kind: "folder" }
  /** A commit that the workers fetch. */
  | { readonly kind: "git"; readonly repository: string; readonly commit: string }
  /** A `.tar.gz` on disk, S3 or the web, with the SHA-256 of its bytes. */
  | { readonly kind: "tarball"; readonly uri: string; readonly sha256: string }
  /** A container image; only workers that were started in it (`--image`) take the job. */
  | { readonly kind: "image"; readonly image: string };

/** The flow that a job is a step of. */
export interface JobFlow {
  readonly name: string;
  readonly step: string;
  /** Ids of all steps. */
  readonly jobs: readonly string[];
  /** Run what does not need a failed step. */
  readonly keepGoing: boolean;
  readonly when?: FlowCondition | undefined;
}

export interface JobLimits {
  /** How often it is tried. */
  readonly attempts: number;
  /** Delay before the second try; it doubles with each further one. */
  readonly backoffMs: number;
  readonly timeoutMs?: number | undefined;
}

/** `failed` includes jobs that were cancelled or not run; the outcome says which. */
export type JobState = "waiting" | "running" | "done" | "failed";

/** What a worker reports while a job runs, and at its end. */
export interface JobProgress {
  /** From 1. */
  readonly attempt: number;
  /** Host and process of the worker. */
  readonly worker: string;
  /** Starts and ends of cells in this attempt: the last ones, see `cellsBefore`. */
  readonly cells: readonly JobCell[];
  /** How many were dropped from the start of `cells`. */
  readonly cellsBefore: number;
  /** What the running cell reports of its progress. */
  readonly text?: string | undefined;
  /** URI of the log. */
  readonly log?: string | undefined;
  readonly outcome?: JobOutcome | undefined;
}

/** A cell that starts or ends. */
export interface JobCell {
  readonly cell: string;
  readonly title: string;
  readonly status: string;
  readonly durationMs: number;
}

/** How an attempt ended. */
export interface JobOutcome {
  readonly status: RunResult["status"] | "skipped" | "not run" | "cancelled" | "refused" | "crashed";
  /** What `cuaderno run` would exit with. */
  readonly exitCode: number;
  /** The result of the run, where there was one. */
  readonly result?: RunResult | undefined;
  /** Why it was not run, cancelled or refused. */
  readonly message?: string | undefined;
}

/** A job as the queue has it. */
export interface JobRecord {
  readonly job: Job;
  readonly state: JobState;
  readonly progress?: JobProgress | undefined;
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly submittedAt: number;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  /** Why the last attempt failed. */
  readonly message?: string | undefined;
}

/** Whether an outcome counts as success: the exit code of a local run would be 0. */
export function isSuccess({ status }: JobOutcome): boolean {
  return status === "ok" || status === "stopped" || status === "skipped";
}

/** Whether another attempt may change the outcome. */
export function mayRetry({ status, exitCode }: JobOutcome): boolean {
  return ["failed", "timeout", "crashed"].includes(status) || (status === "refused" && exitCode === 4);
}
