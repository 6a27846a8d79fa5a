import { errorMessage } from "../core/error-message.js";
import { ArgumentError } from "../core/errors.js";
import { toPlainJson } from "../core/json-number.js";
import { matrixRows } from "../io/tables/matrix-rows.js";
import { findFlows } from "../runner/flow/read-flow.js";
import { readParameterFile } from "../runner/run/given-parameters.js";
import { isUri } from "../runner/run/is-uri.js";
import { notebookPaths } from "../runner/run/notebook-paths.js";
import { planJobs, type RunJob } from "../runner/run/plan-jobs.js";
import { type JobEnd, runJobs } from "../runner/run/run-jobs.js";
import type { CommandContext, CommandModule } from "./command.js";
import { flowParameters } from "./flow-parameters.js";
import { writeReport } from "./junit-xml.js";
import { parsePairs } from "./parse-pairs.js";
import { addRunFlags, choice, concurrency, type RunFlags, refuseConflicts, runSettings } from "./run-flags.js";
import { runHelp } from "./run-help.js";
import { refuseIgnoredFlags } from "./run-ignored-flags.js";
import { passedArgs, refuseQueueConflicts } from "./run-passed-args.js";
import { planLines, planRecord } from "./run-plan-text.js";
import { explainFailure, runProgress } from "./run-progress.js";
import { endLine, exitCodeOfJobs, githubLines, jobRecord, junitSuites, summaryLines, whyLines } from "./run-report.js";

/** `cuaderno run`: executes notebooks without Jupyter. */
export const define: CommandModule["define"] = (command, context) => {
  addRunFlags(command);
  command
    .argument(
      "<notebooks...>",
      "files, folders, globs, s3://bucket/key, https://..., or - for standard input; not changed",
    )
    .addHelpText("after", runHelp)
    .action((notebooks: readonly string[], flags: RunFlags) => run(notebooks, flags, context));
};

async function run(args: readonly string[], flags: RunFlags, context: CommandContext): Promise<void> {
  const folders = args.flatMap((path) => (isUri(path) ? [] : findFlows(path)));
  if (folders.length > 0 && args.every((path) => !isUri(path) && findFlows(path).length > 0)) {
    refuseQueueConflicts(flags);
    refuseIgnoredFlags(flags, "folders");
    const parameters = await flowParameters(folders, flags, context);
    if (flags.queue && !flags.plan && !flags.explain) {
      const { runFlowsOnQueue } = await import("./run-flow-on-queue.js");
      process.exitCode = await runFlowsOnQueue(folders, flags, parameters, context);
      return;
    }
    const { runFlows } = await import("./run-flow-command.js");
    process.exitCode = await runFlows(folders, flags, { parameters, concurrency: concurrency(flags) }, context);
    return;
  }
  refuseConflicts(flags, context);
  refuseQueueConflicts(flags);
  refuseIgnoredFlags(flags, "notebooks");
  const jobs = await planRuns(args, flags, context);
  if (flags.resume !== undefined && jobs.length > 1) {
    throw new ArgumentError(`run: --resume: expected one run, got ${jobs.length}; name one notebook`);
  }
  if (flags.dryRun) {
    for (const job of jobs) if (!context.json) for (const line of [...planLines(job), ""]) context.print(line);
    context.result(jobs.map(planRecord));
    return;
  }
  if (flags.watch) {
    const { watchJob } = await import("./run-watch.js");
    await watchJob(jobs, runSettings(flags, context), context);
    return;
  }
  // A path that cannot be written is refused before the first run.
  await writeJunit(flags.junit, []);
  const ends = flags.queue ? await executeOnQueue(jobs, flags, context) : await execute(jobs, flags, context);
  if (ends === undefined) return;
  await writeJunit(flags.junit, ends);
  const [only] = ends;
  if (ends.length === 1 && only?.refusal !== undefined) throw only.refusal;
  reportEnds(ends, flags, context);
  process.exitCode = exitCodeOfJobs(ends, context.signal.aborted);
}

async function planRuns(args: readonly string[], flags: RunFlags, context: CommandContext): Promise<readonly RunJob[]> {
  const parameters = parsePairs("run", flags.parameter);
  const matrix = await matrixRows(flags.matrix, context.cwd);
  const repeated = Object.keys(matrix[0] ?? {}).find((name) => name in parameters);
  if (repeated !== undefined) throw new ArgumentError(`run: -p and --matrix both set "${repeated}"; remove one`);
  return await planJobs(await findNotebooks(args, context), {
    environment: context.environment,
    fileParameters: flags.parametersFile === undefined ? {} : await readParameterFile(flags.parametersFile),
    parameters,
    matrix,
    output: flags.output,
    inPlace: flags.inPlace ?? false,
    choice: choice(flags),
    planSingle: flags.dryRun === true || Boolean(flags.queue),
  });
}

async function execute(jobs: readonly RunJob[], flags: RunFlags, context: CommandContext): Promise<readonly JobEnd[]> {
  const progress = runProgress(context, jobs.length, flags.events);
  return await runJobs(jobs, {
    run: runSettings(flags, context),
    concurrency: concurrency(flags),
    failFast: flags.failFast ?? false,
    signal: context.signal,
    earlyKernel: context.earlyKernel,
    onCell: (job, event) => progress.onCell(job.label, event),
    onProgress: (job, { text }) => progress.onProgress(job.label, text),
    onEnd: (end) => progress.onEnd(end.job.label),
  });
}

async function executeOnQueue(
  jobs: readonly RunJob[],
  flags: RunFlags,
  context: CommandContext,
): Promise<readonly JobEnd[] | undefined> {
  const { runOnQueue } = await import("./run-queue.js");
  const file = flags.parametersFile === undefined ? {} : await readParameterFile(flags.parametersFile);
  const given = [file, parsePairs("run", flags.parameter), (await matrixRows(flags.matrix, context.cwd))[0] ?? {}];
  const rest = { args: passedArgs(flags), given: given.flatMap(Object.keys), kernel: flags.kernel, cwd: flags.cwd };
  return await runOnQueue(jobs, flags, rest, runProgress(context, jobs.length, flags.events), context);
}

function reportEnds(ends: readonly JobEnd[], flags: RunFlags, context: CommandContext): void {
  for (const end of ends) for (const line of whyLines(end, flags.explain ?? false)) context.note(line);
  for (const { result, refusal } of ends) {
    if (result?.error !== undefined) explainFailure(result.error, context);
    if (refusal !== undefined) context.error(errorMessage(refusal));
  }
  if (flags.github ?? Boolean(context.environment.GITHUB_ACTIONS)) {
    // GitHub reads annotations from either stream; standard output is for results.
    for (const line of githubLines(ends)) process.stderr.write(`${line}\n`);
  }
  const [only] = ends;
  if (ends.length === 1 && only?.result !== undefined) {
    const { cached, output } = only.result;
    if (!cached) context.note(endLine(only.result));
    if (!context.json && output !== "-") context.print(output);
    context.result(toPlainJson(only.result));
  } else {
    if (!context.json && flags.output !== "-") for (const line of summaryLines(ends)) context.print(line);
    context.result(toPlainJson({ runs: ends.map(jobRecord) }));
  }
}

async function writeJunit(path: string | undefined, ends: readonly JobEnd[]): Promise<void> {
  if (path !== undefined) await writeReport(path, "run", junitSuites(ends));
}

/** Paths and URIs of notebooks. Executed copies are skipped, unless they are all that is named. */
async function findNotebooks(args: readonly string[], { cwd, note }: CommandContext): Promise<readonly string[]> {
  const found: string[] = [];
  for (const arg of args) found.push(...(arg === "-" ? [arg] : await notebookPaths([arg], cwd, "run")));
  const unique = [...new Set(found)];
  const notebooks = unique.filter((path) => !path.endsWith(".executed.ipynb"));
  if (notebooks.length === 0) return unique;
  const skipped = unique.length - notebooks.length;
  if (skipped > 0) note(`${skipped} executed ${skipped === 1 ? "copy" : "copies"} skipped`);
  return notebooks;
}
