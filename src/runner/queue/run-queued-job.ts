import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorMessage } from "../../core/error-message.js";
import { CuadernoError, type ErrorKind } from "../../core/errors.js";
import type { Job, JobCell, JobOutcome, JobProgress } from "../../jobs/job.js";
import type { JobAttempt, JobRunner } from "../../jobs/job-queue.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import { prepareCode } from "./job-code.js";
import { type JobLog, openJobLog } from "./job-log.js";
import { type ChildEnd, runChild } from "./run-child.js";

export interface RunQueuedJobOptions {
  /** Host and process. */
  readonly worker: string;
  /** The command line of `cuaderno`. */
  readonly command: readonly [program: string, ...args: string[]];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder for code that is fetched. */
  readonly folder: string;
  /** Folder or `s3://` prefix of logs. */
  readonly logs: string;
  readonly image?: string | undefined;
  /** Command that installs the packages of fetched code; `none` for no command. */
  readonly install: string;
  /** Pause between the signals to a child that must stop. */
  readonly patienceMs?: number | undefined;
}

const maxCells = 200;
const reportMs = 250;
/** A run that does not keep its own time limit is stopped so much later. */
const extraMs = 60_000;
const exitCodes: Readonly<Record<ErrorKind, number>> = {
  failed: 1,
  argument: 2,
  "not-found": 2,
  format: 3,
  access: 4,
  environment: 4,
  timeout: 5,
  interrupted: 130,
};

/**
 * Runs jobs as child processes: `cuaderno run` in a process group of its own, so that a busy notebook never delays what
 * the worker reports to the queue.
 */
export function queuedJobRunner(options: RunQueuedJobOptions): JobRunner {
  return async (job, attempt) => {
    const log = openJobLog(options.logs, job.id, attempt.attempt);
    try {
      const cwd = await prepareCode(job, options);
      return await runInChild(job, attempt, cwd, log, options);
    } catch (thrown) {
      const kind = thrown instanceof CuadernoError ? thrown.kind : "failed";
      log.write(errorMessage(thrown));
      return { status: "refused", exitCode: exitCodes[kind], message: errorMessage(thrown) };
    } finally {
      await log.close();
    }
  };
}

async function runInChild(
  job: Job,
  attempt: JobAttempt,
  cwd: string,
  log: JobLog,
  options: RunQueuedJobOptions,
): Promise<JobOutcome> {
  const temporary = await mkdtemp(join(tmpdir(), "cuaderno-job-"));
  const late = new AbortController();
  const { timeoutMs } = job.limits;
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => late.abort(), hardLimit(job, timeoutMs));
  const reporter = reportCells(attempt, options.worker, log.uri);
  let [last, tail]: [string, string] = ["", ""];
  try {
    const [program, ...first] = options.command;
    const args = await childArgs(job, temporary);
    log.write(`$ cuaderno ${args.join(" ")} (in ${cwd}, attempt ${attempt.attempt}, worker ${options.worker})`);
    const end = await runChild(program, [...first, ...args], {
      cwd,
      environment: options.environment,
      signal: AbortSignal.any([attempt.signal, late.signal]),
      patienceMs: options.patienceMs,
      onOutput: (line) => {
        if (reporter.read(line)) return;
        last = line;
        log.write(line);
      },
      onError: (line) => {
        tail = `${tail}\n${line}`.slice(-1_000);
        log.write(line);
      },
    });
    await reporter.finish();
    if (late.signal.aborted) return { status: "timeout", exitCode: 5, message: `it ran longer than ${timeoutMs} ms` };
    return toOutcome(job, end, last, tail);
  } finally {
    clearTimeout(timer);
    await reporter.finish();
    await rm(temporary, { recursive: true, force: true });
  }
}

/** A notebook has its own limit, which leaves a saved copy; the process gets more time. */
function hardLimit({ kind }: Job, timeoutMs: number): number {
  return kind === "notebook" ? timeoutMs + extraMs : timeoutMs;
}

async function childArgs(job: Job, temporary: string): Promise<readonly string[]> {
  const { target, parameters, output, args, limits, kind } = job;
  const file = join(temporary, "parameters.json");
  await writeFile(file, JSON.stringify(parameters));
  const limit =
    kind === "notebook" && limits.timeoutMs !== undefined ? ["--timeout", `${limits.timeoutMs / 1_000}`] : [];
  const values = Object.keys(parameters).length === 0 ? [] : ["-f", file];
  const target1 = output === undefined ? [target] : [target, "-o", output];
  return ["run", ...target1, ...values, ...limit, ...args, "--json", "--events"];
}

/** Collects the events that a run prints, and reports them a few times per second. */
function reportCells(
  { attempt, report }: JobAttempt,
  worker: string,
  log: string,
): { readonly read: (line: string) => boolean; readonly finish: () => Promise<void> } {
  let progress: JobProgress = { attempt, worker, cells: [], cellsBefore: 0, log };
  let timer: NodeJS.Timeout | undefined;
  let sent: Promise<void> = report(progress);
  const send = (): void => {
    timer = undefined;
    const found = progress;
    sent = sent.then(() => report(found));
  };
  return {
    read(line) {
      const event = parseEvent(line);
      if (event === undefined) return false;
      if (event.kind === "progress") progress = { ...progress, text: event.text };
      else {
        const all = [...progress.cells, event.cell];
        const dropped = Math.max(0, all.length - maxCells);
        progress = {
          ...progress,
          cells: all.slice(dropped),
          cellsBefore: progress.cellsBefore + dropped,
          text: undefined,
        };
      }
      timer ??= setTimeout(send, reportMs);
      return true;
    },
    async finish() {
      if (timer !== undefined) {
        clearTimeout(timer);
        send();
      }
      await sent;
    },
  };
}

type ChildEvent =
  | { readonly kind: "cell"; readonly cell: JobCell }
  | { readonly kind: "progress"; readonly text: string };

function parseEvent(line: string): ChildEvent | undefined {
  const event = parseObject(line);
  if (event?.event === "progress") return { kind: "progress", text: String(event.text) };
  if (event?.event !== "cell") return undefined;
  const { cell, title, status, durationMs } = event;
  return {
    kind: "cell",
    cell: { cell: String(cell), title: String(title), status: String(status), durationMs: Number(durationMs) },
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function toOutcome(job: Job, { code, signal }: ChildEnd, last: string, tail: string): JobOutcome {
  const found = parseObject(last);
  const error = found?.error as { readonly kind?: ErrorKind; readonly message?: string } | undefined;
  if (found !== undefined && Array.isArray(found.cells) && code !== null) {
    const result = found as unknown as RunResult;
    return { status: result.status, exitCode: code, result, message: result.error?.message ?? result.reason };
  }
  if (found !== undefined && Array.isArray(found.steps) && code !== null) return flowOutcome(found, code);
  if (error?.message !== undefined && code !== null)
    return { status: "refused", exitCode: code, message: error.message };
  const how = signal === null ? `exit code ${code}` : signal;
  const message = `worker: the process of ${job.label} ended with ${how}${tail === "" ? "" : `: ${tail.trim()}`}`;
  return { status: "crashed", exitCode: code === null || code === 0 ? 1 : code, message };
}

/** A folder that ran as a flow in one process. */
function flowOutcome(flow: Readonly<Record<string, unknown>>, exitCode: number): JobOutcome {
  const steps = flow.steps as readonly { readonly name: string; readonly status: string; readonly message?: string }[];
  const failed = steps.find(({ status }) => status === "failed" || status === "timeout");
  const message = failed === undefined ? undefined : `${failed.name}: ${failed.message ?? failed.status}`;
  return { status: flow.status as "ok" | "failed" | "interrupted", exitCode, message };
}
