import { ArgumentError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import type { Json } from "../core/json.js";
import { matrixRows } from "../io/tables/matrix-rows.js";
import { findFlows } from "../runner/flow/read-flow.js";
import { readParameterFile } from "../runner/run/given-parameters.js";
import { isUri } from "../runner/run/is-uri.js";
import { notebookPaths } from "../runner/run/notebook-paths.js";
import { planJobs } from "../runner/run/plan-jobs.js";
import { type JobEnd, runJobs } from "../runner/run/run-jobs.js";
import { globPrefix } from "../store/match-glob.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { writeReport } from "./junit-xml.js";
import { planLines, planRecord } from "./run-plan-text.js";
import { explainFailure, runProgress } from "./run-progress.js";
import { exitCodeOfJobs, githubLines, jobRecord, junitSuites, summaryLines, whyLines } from "./run-report.js";

interface RunFlags {
  readonly parameter: readonly string[];
  readonly parametersFile?: string;
  readonly matrix: readonly string[];
  readonly output?: string;
  readonly inPlace?: boolean;
  readonly kernel?: string;
  readonly shim: boolean;
  readonly cwd?: string;
  readonly cellTimeout?: string;
  readonly timeout?: string;
  readonly startTimeout?: string;
  readonly until?: string;
  readonly onlyTag: readonly string[];
  readonly skipTag: readonly string[];
  readonly jobs: string;
  readonly failFast?: boolean;
  readonly dryRun?: boolean;
  readonly junit?: string;
  readonly github?: boolean;
  readonly track?: boolean | string;
  readonly cache?: boolean;
  readonly explain?: boolean;
  readonly resume?: boolean | string;
  readonly plan?: boolean;
  readonly force?: boolean;
  readonly only: readonly string[];
  readonly from?: string;
  readonly keepGoing?: boolean;
  readonly reports?: string;
  readonly data?: string;
  readonly dataFolder?: string;
  readonly trackingUri?: string;
}

/** `cuaderno run`: executes notebooks without Jupyter. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument(
      "<notebooks...>",
      "files, folders, globs, s3://bucket/key, https://..., or - for standard input; they stay as they are",
    )
    .option("-p, --parameter <name=value>", "set a declared parameter (may be repeated)", collect, [])
    .option("-f, --parameters-file <file>", "values of parameters in JSON or YAML")
    .option("--matrix <name=a,b,c>", "run once per value; several: every combination; globs name files", collect, [])
    .option("-o, --output <place>", "where the executed copy goes; {name} and {parameter} are filled in; - is stdout")
    .option("--in-place", "write the outputs into the notebook itself")
    .option("-j, --jobs <number>", "run so many notebooks side by side", "1")
    .option("--fail-fast", "stop all when one fails")
    .option("--until <cell>", "run up to this cell: cell-5, its id, or a tag")
    .option("--only-tag <tag>", "run cells with this tag, and those of parameters, imports and setup", collect, [])
    .option("--skip-tag <tag>", "do not run cells with this tag", collect, [])
    .option("--dry-run", "show what would run, with the injected cell; nothing runs")
    .option("--kernel <name>", "run in this kernel instead of the one the notebook names")
    .option("--no-shim", "run a bare tslab, without the cure of its lost output")
    .option("--cwd <folder>", "the kernel's working folder (default: the notebook's folder)")
    .option("--cell-timeout <seconds>", "limit of each cell")
    .option("--timeout <seconds>", "limit of the whole notebook")
    .option("--start-timeout <seconds>", "limit of the kernel's start (default: 60)")
    .option("--cache", "give kept outputs when code, parameters, modules, lock file and inputs are the same")
    .option("--explain", "with --cache: say why a notebook ran; with --resume: why each cell ran or did not")
    .option(
      "--resume [executed]",
      "restore unchanged cells from this executed copy; of a folder: continue where it failed",
    )
    .option("--plan", "of a folder: show the graph and what would run; nothing runs")
    .option("--force", "of a folder: run every notebook, changed or not")
    .option("--only <notebook>", "of a folder: run only this notebook", collect, [])
    .option("--from <notebook>", "of a folder: run this notebook and all that need it")
    .option("--keep-going", "of a folder: after a failure, run what does not need the failed notebook")
    .option("--reports <folder>", "of a folder: where pages and executed copies go (default: reports)")
    .option("--data <kind>", "of a folder: set the parameter data: real, sample or auto")
    .option("--data-folder <uri>", "of a folder: set the parameter dataFolder, such as s3://lake/traffic")
    .option("--tracking-uri <uri>", "of a folder: where runs are tracked (default: MLFLOW_TRACKING_URI, else mlruns)")
    .option("--track [experiment]", "put the run on record with metrics, executed notebook and page")
    .option("--junit <file>", "write how the cells went as JUnit XML")
    .option("--github", "print failures as annotations of GitHub Actions (default: where GITHUB_ACTIONS is set)")
    .addHelpText("after", help)
    .action((notebooks: readonly string[], flags: RunFlags) => run(notebooks, flags, context));
};

const help = `
Values: -p comes before -f, -f before CUADERNO_PARAM_<NAME> of the environment, that before the notebook's own; --matrix excludes -p of one name.
Of several notebooks each gets the values it declares.
Secrets: a parameter whose comment says @secret, and variables such as API_KEY or DB_PASSWORD, show as *** wherever a run writes.
So do they in a tracker that a cell opens with openTracker (secret parameters: with the shim only), and those that a cell brings in by loading a .env file.
Files that a cell writes are its own: nothing in them is masked.
Cells: tags skip, skip-headless, raises-exception; metadata cuaderno.timeout (seconds), cuaderno.retries, cuaderno.restorable. JupyterLab knows no such
tags: a cell tagged only-headless runs there too; to tell them apart ask process.env.CUADERNO_NOTEBOOK, which a run here sets.
stop("reason") in a cell ends the run as stopped, which is a success.
Inputs: a comment "// @input data/{year}.csv", or metadata cuaderno.inputs; their versions are kept with the run.
Cache: kept in .cuaderno/cache beside package.json (or CUADERNO_CACHE); what a notebook does beside its outputs, such as writing files, is not done again.
Of a package that is a link to a checkout, its built files count.
Resume: a cell is restored when code, parameters and inputs up to it are unchanged, all it did is to set plain JSON values (2 MB in all) and show
something, and what it uses is plain too, or functions of cells, of Cuaderno and of Node that keep nothing; all others run, and say why. Functions from
elsewhere count as keeping something, unless the cell's metadata say cuaderno.restorable.
Output: one run at a time writes an output; a second into the same one is refused.
Exit codes: 0 ok or stopped, 1 a cell failed, 5 time-out, 130 interrupted; of several notebooks the first of 130, 1, 4, 3, 2, 5 that occurs.
${examples(
  "cuaderno run notebooks/traffic/01-explore.ipynb",
  "cuaderno run report.ipynb -p year=2018 -p city=Lima -o reports/{name}-{year}.ipynb",
  "cuaderno run report.ipynb --matrix year=2018,2019,2020 -j 2",
  "cuaderno run 'notebooks/**/*.ipynb' -j 4 --junit runs.xml",
  "cuaderno run report.ipynb --track monthly --json",
)}`;

async function run(words: readonly string[], flags: RunFlags, context: CommandContext): Promise<void> {
  const folders = words.flatMap((path) => (isUri(path) ? [] : findFlows(path)));
  if (folders.length > 0 && words.every((path) => !isUri(path) && findFlows(path).length > 0)) {
    const { runFlows } = await import("./run-flow.js");
    const concurrency = wholeNumber("--jobs", flags.jobs);
    process.exitCode = await runFlows(
      folders,
      flags,
      { parameters: await flowParameters(flags), concurrency },
      context,
    );
    return;
  }
  if (flags.inPlace && flags.output !== undefined) {
    throw new ArgumentError("run: --in-place and --output exclude each other; keep one");
  }
  if (flags.inPlace && flags.matrix.length > 0) {
    throw new ArgumentError("run: --in-place holds one result, --matrix makes several; name places with --output");
  }
  if (flags.output === "-" && context.json) {
    throw new ArgumentError("run: --output - and --json both write standard output; keep one");
  }
  if (flags.resume !== undefined && flags.cache) {
    throw new ArgumentError("run: --resume and --cache exclude each other; keep one");
  }
  const limits = {
    cellTimeoutMs: seconds("--cell-timeout", flags.cellTimeout),
    notebookTimeoutMs: seconds("--timeout", flags.timeout),
    startTimeoutMs: seconds("--start-timeout", flags.startTimeout),
  };
  const choice = { until: flags.until, onlyTags: flags.onlyTag, skipTags: flags.skipTag };
  const parameters = pairs(flags.parameter);
  const matrix = await matrixRows(flags.matrix, context.cwd);
  const twice = Object.keys(matrix[0] ?? {}).find((name) => name in parameters);
  if (twice !== undefined) throw new ArgumentError(`run: -p and --matrix both set "${twice}"; keep one`);
  const planned = await planJobs(places(words, context.cwd), {
    environment: context.environment,
    fileParameters: flags.parametersFile === undefined ? {} : await readParameterFile(flags.parametersFile),
    parameters,
    matrix,
    output: flags.output,
    inPlace: flags.inPlace ?? false,
    choice,
    planSingle: flags.dryRun ?? false,
  });
  if (flags.resume !== undefined && planned.length > 1) {
    throw new ArgumentError(`run: --resume continues one run, these are ${planned.length}; name one notebook`);
  }
  if (flags.dryRun) {
    for (const job of planned) if (!context.json) for (const line of [...planLines(job), ""]) context.print(line);
    context.result(planned.map(planRecord));
    return;
  }
  // A place that cannot be written is refused before the first run.
  await writeJunit(flags.junit, []);
  const progress = runProgress(context, planned.length);
  const ends = await runJobs(planned, {
    run: {
      ...limits,
      choice,
      kernel: flags.kernel,
      shim: flags.shim,
      cwd: flags.cwd,
      log: (line) => context.note(line),
      track: tracking(flags.track),
      cache: flags.cache ?? (flags.explain === true && flags.resume === undefined),
      resume: typeof flags.resume === "string" ? flags.resume : undefined,
    },
    concurrency: wholeNumber("--jobs", flags.jobs),
    failFast: flags.failFast ?? false,
    signal: context.signal,
    onCell: (job, event) => progress.onCell(job.label, event),
    onEnd: (end) => progress.onEnd(end.job.label),
  });
  const [only] = ends;
  if (ends.length === 1 && only?.refusal !== undefined) {
    await writeJunit(flags.junit, ends);
    throw only.refusal;
  }
  for (const end of ends) for (const line of whyLines(end, flags.explain ?? false)) context.note(line);
  for (const { result, refusal } of ends) {
    if (result?.error !== undefined) explainFailure(result.error, context);
    if (refusal !== undefined)
      process.stderr.write(`cuaderno: ${refusal instanceof Error ? refusal.message : String(refusal)}\n`);
  }
  if (flags.github ?? Boolean(context.environment.GITHUB_ACTIONS)) {
    // Runners read annotations from either stream; results keep standard output.
    for (const line of githubLines(ends)) process.stderr.write(`${line}\n`);
  }
  await writeJunit(flags.junit, ends);
  if (ends.length === 1 && only?.result !== undefined) {
    const { cells, status, durationMs, output, reason } = only.result;
    const ran = cells.filter((cell) => !["not run", "skipped", "restored"].includes(cell.status)).length;
    const why = reason === undefined ? "" : ` (${reason})`;
    if (!only.result.cached)
      context.note(`${status}${why}: ${ran} of ${cells.length} cells in ${formatDuration(durationMs)}`);
    if (!context.json && output !== "-") context.print(output);
    context.result(only.result);
  } else {
    if (!context.json && flags.output !== "-") for (const line of summaryLines(ends)) context.print(line);
    context.result({ runs: ends.map(jobRecord) });
  }
  process.exitCode = exitCodeOfJobs(ends, context.signal.aborted);
}

async function flowParameters(flags: RunFlags): Promise<{ readonly [name: string]: Json }> {
  const fromFile = flags.parametersFile === undefined ? {} : await readParameterFile(flags.parametersFile);
  return { ...fromFile, ...pairs(flags.parameter) };
}

async function writeJunit(path: string | undefined, ends: readonly JobEnd[]): Promise<void> {
  if (path !== undefined) await writeReport(path, "run", junitSuites(ends));
}

function tracking(flag: boolean | string | undefined): { readonly experiment?: string } | undefined {
  if (flag === undefined || flag === false) return undefined;
  return flag === true ? {} : { experiment: flag };
}

function places(words: readonly string[], cwd: string): readonly string[] {
  const found = words.flatMap((word) => {
    if (word === "-" || isUri(word) || (word.endsWith(".ipynb") && globPrefix(word) === undefined)) return [word];
    // A second run of one glob does not run the copies that the first one left.
    return notebookPaths([word], cwd).filter((path) => word.includes(".executed") || !path.endsWith(".executed.ipynb"));
  });
  if (found.length === 0) throw new ArgumentError(`run: ${words.join(" ")} names executed copies only; name notebooks`);
  return [...new Set(found)];
}

function pairs(given: readonly string[]): { readonly [name: string]: string } {
  const values: { [name: string]: string } = {};
  for (const pair of given) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new ArgumentError(`run: -p takes name=value, got "${pair}"`);
    if (name in values) throw new ArgumentError(`run: parameter "${name}" is given twice; keep one`);
    values[name] = value;
  }
  return values;
}

function seconds(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new ArgumentError(`run: ${flag} takes a number of seconds above 0, got "${text}"`);
  return value * 1_000;
}

function wholeNumber(flag: string, text: string): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value > 0))
    throw new ArgumentError(`run: ${flag} takes a whole number from 1, got "${text}"`);
  return value;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
