import { errorMessage } from "../core/error-message.js";
import { ArgumentError } from "../core/errors.js";
import type { Json } from "../core/json.js";
import { matrixRows } from "../io/tables/matrix-rows.js";
import type { CellChoice } from "../notebook/cells/choose-cells.js";
import { findFlows } from "../runner/flow/read-flow.js";
import { readParameterFile } from "../runner/run/given-parameters.js";
import { isUri } from "../runner/run/is-uri.js";
import { notebookPaths } from "../runner/run/notebook-paths.js";
import { planJobs, type RunJob } from "../runner/run/plan-jobs.js";
import { type JobEnd, type RunJobsOptions, runJobs } from "../runner/run/run-jobs.js";
import { collect } from "./collect.js";
import type { CommandContext, CommandModule } from "./command.js";
import { writeReport } from "./junit-xml.js";
import { parsePairs } from "./parse-pairs.js";
import { parsePositive } from "./parse-positive.js";
import { parseTypecheck } from "./parse-typecheck.js";
import { runHelp } from "./run-help.js";
import { type PassedFlags, passedArgs, refuseQueueConflicts } from "./run-passed-args.js";
import { planLines, planRecord } from "./run-plan-text.js";
import { explainFailure, runProgress } from "./run-progress.js";
import type { QueueFlags } from "./run-queue.js";
import { endLine, exitCodeOfJobs, githubLines, jobRecord, junitSuites, summaryLines, whyLines } from "./run-report.js";

interface RunFlags extends QueueFlags, PassedFlags {
  readonly parameter: readonly string[];
  readonly parametersFile?: string | undefined;
  readonly matrix: readonly string[];
  readonly output?: string | undefined;
  readonly inPlace?: boolean | undefined;
  readonly jobs: string;
  readonly failFast?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly events?: boolean | undefined;
  readonly junit?: string | undefined;
  readonly github?: boolean | undefined;
  readonly watch?: boolean | undefined;
  readonly cache?: boolean | undefined;
  readonly explain?: boolean | undefined;
  readonly resume?: boolean | string | undefined;
  readonly plan?: boolean | undefined;
  readonly only: readonly string[];
  readonly from?: string | undefined;
  readonly keepGoing?: boolean | undefined;
  readonly reports?: string | undefined;
  readonly data?: string | undefined;
  readonly dataFolder?: string | undefined;
  readonly trackingUri?: string | undefined;
}

/** `cuaderno run`: executes notebooks without Jupyter. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument(
      "<notebooks...>",
      "files, folders, globs, s3://bucket/key, https://..., or - for standard input; not changed",
    )
    .option("-p, --parameter <name=value>", "set a declared parameter (may be repeated)", collect, [])
    .option("-f, --parameters-file <file>", "values of parameters in JSON or YAML")
    .option("--matrix <name=a,b,c>", "run once per value, of several: per combination; globs match files", collect, [])
    .option("-o, --output <path>", "path of the executed copy; {name} and {parameter} are replaced; - is stdout")
    .option("--in-place", "write the outputs into the notebook itself")
    .option("-j, --jobs <number>", "number of notebooks that run at the same time", "1")
    .option("--fail-fast", "stop all runs after a failure")
    .option("--until <cell>", "run up to this cell: cell-5, its id, or a tag")
    .option("--only-tag <tag>", "run cells with this tag, and those of parameters, imports and setup", collect, [])
    .option("--skip-tag <tag>", "do not run cells with this tag", collect, [])
    .option("--dry-run", "show what would run, with the injected cell; run nothing")
    .option("--kernel <name>", "run in this kernel instead of the one of the notebook")
    .option("--no-shim", "run tslab without the fix of its lost output")
    .option("--memory <megabytes>", "memory of the kernel cuaderno; a run that needs more fails")
    .option("--typecheck <mode>", "type errors in the kernel cuaderno: error (refuse the cell, default), warn or off")
    .option("--cwd <folder>", "the kernel's working folder (default: the notebook's folder)")
    .option("--cell-timeout <seconds>", "limit of each cell")
    .option("--timeout <seconds>", "limit of the whole notebook")
    .option("--start-timeout <seconds>", "limit of the kernel's start (default: 60)")
    .option("--watch", "run again each time the notebook is saved, from its first changed cell; Ctrl-C ends it")
    .option("--cache", "reuse stored outputs if code, parameters, modules, lock file and inputs are unchanged")
    .option("--explain", "with --cache: show why a notebook ran; with --resume: why each cell ran")
    .option(
      "--resume [executed]",
      "restore unchanged cells from this executed copy; of a folder: continue where it failed",
    )
    .option("--plan", "of a folder: show the graph and what would run; run nothing")
    .option("--force", "of a folder: run every notebook, also unchanged ones")
    .option("--only <notebook>", "of a folder: run only this notebook", collect, [])
    .option("--from <notebook>", "of a folder: run this notebook and all that need it")
    .option("--keep-going", "of a folder: after a failure, run what does not need the failed notebook")
    .option("--reports <folder>", "of a folder: folder of pages and executed copies (default: reports)")
    .option("--data <kind>", "of a folder: set the parameter data: real, sample or auto")
    .option("--data-folder <uri>", "of a folder: set the parameter dataFolder, such as s3://lake/traffic")
    .option("--tracking-uri <uri>", "of a folder: tracker of runs (default: MLFLOW_TRACKING_URI, else mlruns)")
    .option("--track [experiment]", "track the run with metrics, executed notebook and page")
    .option("--events", "with --json: cells and progress of searches as lines of JSON while it runs")
    .option("--junit <file>", "write the results of the cells as JUnit XML")
    .option("--github", "print failures as annotations of GitHub Actions (default: where GITHUB_ACTIONS is set)")
    .option("--queue [url]", "run on workers: redis://host, postgres://user@host/database (default: CUADERNO_QUEUE)")
    .option("--tags <names>", "with --queue: only workers with these tags")
    .option("--code <source>", "with --queue: folder (shared by all machines), git, <uri>.tar.gz or image:<name>")
    .option("--retries <number>", "with --queue: how often a failed job is tried again (default: 0)")
    .option("--detach", "with --queue: print the ids of the jobs and do not follow them")
    .option("--cancel-on-interrupt", "with --queue: Ctrl-C cancels the jobs, instead of only ending the following")
    .addHelpText("after", runHelp)
    .action((notebooks: readonly string[], flags: RunFlags) => run(notebooks, flags, context));
};

async function run(args: readonly string[], flags: RunFlags, context: CommandContext): Promise<void> {
  const folders = args.flatMap((path) => (isUri(path) ? [] : findFlows(path)));
  if (folders.length > 0 && args.every((path) => !isUri(path) && findFlows(path).length > 0)) {
    refuseQueueConflicts(flags);
    if (flags.queue && !flags.plan && !flags.explain) {
      const { runFlowsOnQueue } = await import("./run-flow-on-queue.js");
      process.exitCode = await runFlowsOnQueue(folders, flags, await flowParameters(flags), context);
      return;
    }
    const { runFlows } = await import("./run-flow-command.js");
    const given = { parameters: await flowParameters(flags), concurrency: concurrency(flags) };
    process.exitCode = await runFlows(folders, flags, given, context);
    return;
  }
  refuseConflicts(flags, context);
  refuseQueueConflicts(flags);
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

function refuseConflicts(flags: RunFlags, { json }: CommandContext): void {
  if (flags.inPlace && flags.output !== undefined) {
    throw new ArgumentError("run: --in-place and --output exclude each other; remove one");
  }
  if (flags.inPlace && flags.matrix.length > 0) {
    throw new ArgumentError("run: --in-place and --matrix exclude each other; use --output with a template");
  }
  if (flags.output === "-" && json) {
    throw new ArgumentError("run: --output - and --json both write to standard output; remove one");
  }
  const excluded = [flags.inPlace && "--in-place", flags.cache && "--cache", flags.resume && "--resume"].find(Boolean);
  if (flags.watch && excluded) throw new ArgumentError(`run: --watch and ${excluded} exclude each other; remove one`);
  if (flags.resume !== undefined && flags.cache) {
    throw new ArgumentError("run: --resume and --cache exclude each other; remove one");
  }
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

function runSettings(flags: RunFlags, context: CommandContext): RunJobsOptions["run"] {
  return {
    cellTimeoutMs: milliseconds("--cell-timeout", flags.cellTimeout),
    notebookTimeoutMs: milliseconds("--timeout", flags.timeout),
    startTimeoutMs: milliseconds("--start-timeout", flags.startTimeout),
    choice: choice(flags),
    kernel: flags.kernel,
    shim: flags.shim,
    memoryMb: parsePositive("run: --memory", flags.memory, { integer: true }),
    typecheck: parseTypecheck(flags.typecheck),
    cwd: flags.cwd,
    log: (line) => context.note(line),
    track: tracking(flags.track),
    cache: flags.cache ?? (flags.explain === true && flags.resume === undefined),
    resume: typeof flags.resume === "string" ? flags.resume : undefined,
  };
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
    context.result(only.result);
  } else {
    if (!context.json && flags.output !== "-") for (const line of summaryLines(ends)) context.print(line);
    context.result({ runs: ends.map(jobRecord) });
  }
}

async function flowParameters(flags: RunFlags): Promise<{ readonly [name: string]: Json }> {
  const fromFile = flags.parametersFile === undefined ? {} : await readParameterFile(flags.parametersFile);
  return { ...fromFile, ...parsePairs("run", flags.parameter) };
}

async function writeJunit(path: string | undefined, ends: readonly JobEnd[]): Promise<void> {
  if (path !== undefined) await writeReport(path, "run", junitSuites(ends));
}

function tracking(flag: boolean | string | undefined): { readonly experiment?: string | undefined } | undefined {
  if (flag === undefined || flag === false) return undefined;
  return flag === true ? {} : { experiment: flag };
}

function choice({ until, onlyTag, skipTag }: RunFlags): CellChoice {
  return { until, onlyTags: onlyTag, skipTags: skipTag };
}

function concurrency({ jobs }: RunFlags): number {
  return parsePositive("run: --jobs", jobs, { integer: true }) ?? 1;
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

function milliseconds(flag: string, text: string | undefined): number | undefined {
  const seconds = parsePositive(`run: ${flag}`, text);
  return seconds === undefined ? undefined : seconds * 1_000;
}
