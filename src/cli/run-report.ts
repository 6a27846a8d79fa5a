import { errorMessage } from "../core/error-message.js";
import { formatDuration } from "../core/format-duration.js";
import type { RunResult } from "../notebook/run/run-result.js";
import type { JobEnd } from "../runner/run/run-jobs.js";
import { exitCode } from "./exit-code.js";
import { githubAnnotation } from "./github-annotation.js";
import type { JunitCase, JunitSuite } from "./junit-xml.js";
import { textTable } from "./text-table.js";

/** A table of the ends of jobs, and a line that counts them. */
export function summaryLines(ends: readonly JobEnd[]): readonly string[] {
  const rows = ends.map((end) => {
    const ran = end.result?.cells.filter(({ status }) => status !== "not run" && status !== "skipped").length ?? 0;
    const cells = end.result === undefined ? "" : `${ran}/${end.result.cells.length}`;
    const took = end.result === undefined ? "" : formatDuration(end.result.durationMs);
    return [end.job.label, endStatus(end), cells, took, remark(end)];
  });
  const passed = ends.filter((end) => exitCodeOfJob(end) === 0).length;
  return [
    ...textTable([["notebook", "status", "cells", "time", ""], ...rows]),
    `${passed} of ${ends.length} notebooks passed`,
  ];
}

function remark({ result, refusal }: JobEnd): string {
  if (result?.error !== undefined) return result.error.message;
  if (result?.reason !== undefined) return result.reason;
  return refusal === undefined ? (result?.output ?? "") : errorMessage(refusal);
}

function endStatus({ result, refusal }: JobEnd): string {
  if (result !== undefined) return result.cached ? "cached" : result.status;
  return refusal === undefined ? "not run" : "refused";
}

/** Why a notebook ran despite the cache, and what a resumed run restored; with `all` also why each cell ran. */
export function whyLines({ job, result }: JobEnd, all: boolean): readonly string[] {
  if (result === undefined) return [];
  if (result.cached) return [`${job.label}: outputs of the run of ${result.started}`];
  const because = all ? (result.because ?? []).map((reason) => `${job.label}: ran because ${reason}`) : [];
  const resumed = result.cells.filter(({ status, reason }) => reason !== undefined && status !== "skipped");
  if (resumed.length === 0) return because;
  const restored = resumed.filter(({ status }) => status === "restored").length;
  const cells = resumed.map(({ cell, status, reason }) =>
    status === "restored" ? `  ${cell} restored` : `  ${cell} ran: ${reason}`,
  );
  return [...because, `${job.label}: ${restored} of ${resumed.length} cells restored`, ...cells];
}

/** The end of a job, for `--json`. */
export function jobRecord(end: JobEnd): object {
  if (end.result !== undefined) return end.result;
  const refused = end.refusal === undefined ? {} : { error: { message: errorMessage(end.refusal) } };
  return { status: endStatus(end), notebook: end.job.notebook, parameters: end.job.plan?.parameters ?? {}, ...refused };
}

/**
 * The exit code of several jobs: 130 if interrupted, else 1 if a cell failed, else that of a refusal, else 5 for a
 * time-out, else 0.
 */
export function exitCodeOfJobs(ends: readonly JobEnd[], interrupted: boolean): number {
  const codes = ends.map(exitCodeOfJob);
  if (interrupted) return 130;
  return [1, 130, 4, 3, 2, 5].find((code) => codes.includes(code)) ?? 0;
}

function exitCodeOfJob({ result, refusal }: JobEnd): number {
  if (result !== undefined) return exitCodeOfResult(result);
  return refusal === undefined ? 130 : exitCode(refusal);
}

/** 0 for ok and stopped, 1 for failed, 5 for a time-out, 130 for interrupted. */
export function exitCodeOfResult({ status }: RunResult): number {
  switch (status) {
    case "ok":
    case "stopped":
      return 0;
    case "failed":
      return 1;
    case "timeout":
      return 5;
    case "interrupted":
      return 130;
  }
}

/** One line about the end of a run. */
export function endLine({ cells, status, durationMs, reason }: RunResult): string {
  const ran = cells.filter((cell) => !["not run", "skipped", "restored"].includes(cell.status)).length;
  const why = reason === undefined ? "" : ` (${reason})`;
  return `${status}${why}: ${ran} of ${cells.length} cells in ${formatDuration(durationMs)}`;
}

/** The failures as annotations of GitHub Actions. */
export function githubLines(ends: readonly JobEnd[]): readonly string[] {
  return ends.flatMap((end) => {
    const { result, refusal, job } = end;
    const message = result?.error?.message ?? (refusal === undefined ? undefined : errorMessage(refusal));
    if (message === undefined) return [];
    const source = result?.error?.sourceLine === undefined ? "" : `\n${result.error.line} | ${result.error.sourceLine}`;
    const title = result?.error?.location ?? job.label;
    return [githubAnnotation({ file: job.notebook, title, message: message + source })];
  });
}

/** The runs for a report: a suite per notebook, a case per code cell. */
export function junitSuites(ends: readonly JobEnd[]): readonly JunitSuite[] {
  return ends.map(({ job, result, refusal }) => {
    if (result === undefined) {
      const message = refusal === undefined ? "not run" : errorMessage(refusal);
      return { name: job.label, durationMs: 0, cases: [{ name: "start", durationMs: 0, status: "error", message }] };
    }
    const { durationMs, started, error } = result;
    const cases = result.cells.map((cell): JunitCase => {
      const one = { name: cell.cell, durationMs: cell.durationMs };
      if (cell.status === "skipped" || cell.status === "not run") return { ...one, status: "skipped" };
      if (error?.cell !== cell.cell) return { ...one, status: "passed" };
      return {
        ...one,
        status: "failure",
        message: error.message,
        type: error.name,
        details: error.traceback.join("\n"),
      };
    });
    return { name: job.label, durationMs, started, cases };
  });
}
