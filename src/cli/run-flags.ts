import type { Command } from "commander";
import { ArgumentError } from "../core/errors.js";
import type { CellChoice } from "../notebook/cells/choose-cells.js";
import type { RunJobsOptions } from "../runner/run/run-jobs.js";
import { collect } from "./collect.js";
import type { CommandContext } from "./command.js";
import { parsePositive } from "./parse-positive.js";
import { parseTypecheck } from "./parse-typecheck.js";
import type { PassedFlags } from "./run-passed-args.js";
import type { QueueFlags } from "./run-queue.js";

/** Flags of `cuaderno run`. */
export interface RunFlags extends QueueFlags, PassedFlags {
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

/** Adds the flags to the command. */
export function addRunFlags(command: Command): void {
  command
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
    .option("--memory <megabytes>", "memory of the kernel cuaderno, at least 96; a run that needs more fails")
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
    .option("--cancel-on-interrupt", "with --queue: Ctrl-C cancels the jobs, instead of only ending the following");
}

/** Refuses flags that exclude each other. */
export function refuseConflicts(flags: RunFlags, { json }: CommandContext): void {
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

/** What the flags say about each run. */
export function runSettings(flags: RunFlags, context: CommandContext): RunJobsOptions["run"] {
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

function tracking(flag: boolean | string | undefined): { readonly experiment?: string | undefined } | undefined {
  if (flag === undefined || flag === false) return undefined;
  return flag === true ? {} : { experiment: flag };
}

/** The cells that run. */
export function choice({ until, onlyTag, skipTag }: RunFlags): CellChoice {
  return { until, onlyTags: onlyTag, skipTags: skipTag };
}

/** How many notebooks run at the same time. */
export function concurrency({ jobs }: RunFlags): number {
  return parsePositive("run: --jobs", jobs, { integer: true }) ?? 1;
}

function milliseconds(flag: string, text: string | undefined): number | undefined {
  const seconds = parsePositive(`run: ${flag}`, text);
  return seconds === undefined ? undefined : seconds * 1_000;
}
