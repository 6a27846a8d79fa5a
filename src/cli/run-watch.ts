import { errorMessage } from "../core/error-message.js";
import { ArgumentError } from "../core/errors.js";
import { toPlainJson } from "../core/json-number.js";
import { toCallerError } from "../core/name-caller.js";
import { isUri } from "../runner/run/is-uri.js";
import type { RunJob } from "../runner/run/plan-jobs.js";
import type { RunJobsOptions } from "../runner/run/run-jobs.js";
import { watchNotebook } from "../runner/run/watch-notebook.js";
import type { CommandContext } from "./command.js";
import { explainFailure, runProgress } from "./run-progress.js";
import { endLine } from "./run-report.js";

/** Runs one notebook each time it is saved, until the command is interrupted. */
export async function watchJob(
  jobs: readonly RunJob[],
  settings: RunJobsOptions["run"],
  context: CommandContext,
): Promise<void> {
  const [job] = jobs;
  if (job === undefined || jobs.length > 1 || job.notebook === "-" || isUri(job.notebook)) {
    throw new ArgumentError(`run: --watch: expected one notebook file, got ${jobs.length} runs; name one file`);
  }
  const progress = runProgress(context, 1);
  context.note(`watching ${job.notebook}; Ctrl-C ends it`);
  await watchNotebook(job.notebook, {
    ...settings,
    parameters: job.parameters,
    output: job.output,
    signal: context.signal,
    onCell: (event) => progress.onCell(job.label, event),
    onProgress: ({ text }) => progress.onProgress(job.label, text),
    onRun(result, unchanged) {
      progress.onEnd(job.label);
      if (result.error !== undefined) explainFailure(result.error, context);
      if (unchanged > 0)
        context.note(`${unchanged} unchanged ${unchanged === 1 ? "cell was" : "cells were"} not run again`);
      context.note(endLine(result));
      context.result(toPlainJson(result));
    },
    onRefused: (error) => context.error(errorMessage(toCallerError("run", error))),
  });
}
