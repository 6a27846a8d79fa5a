import { existsSync } from "node:fs";
import type { Command } from "commander";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import { compareRuns } from "../tracking/compare-runs.js";
import { type MetricSummary, metricSummary } from "../tracking/metric-summary.js";
import type { Tracker, TrackerProblem } from "../tracking/tracker.js";
import { type CommandContext, examples } from "./command.js";
import { compareText, listText, showText } from "./run-texts.js";
import { doctor } from "./runs-doctor.js";

interface StoreFlags {
  readonly trackingUri?: string;
}

/** `cuaderno runs`: what is on record in the tracker. */
export function define(command: Command, context: CommandContext): void {
  const store = [
    "--tracking-uri <folder>",
    "where runs are kept (default: MLFLOW_TRACKING_URI, else ./mlruns)",
  ] as const;
  command
    .command("list")
    .description("runs of every experiment, newest first, nested runs below their parents")
    .option("--experiment <name>", "only this experiment, by name or id")
    .option("--limit <count>", "how many runs of each experiment, nested ones not counted", "20")
    .option("--all", "every nested run")
    .option(...store)
    .action((flags: StoreFlags & { readonly experiment?: string; readonly limit: string; readonly all?: boolean }) =>
      list(context, flags),
    );
  command
    .command("show")
    .argument("<id>", "the run's id, or its beginning")
    .description("all that is on record about one run")
    .option(...store)
    .action((id: string, flags: StoreFlags) => show(context, id, flags));
  command
    .command("compare")
    .argument("<ids...>", "two or more runs, by the beginning of their ids")
    .description("runs side by side: the parameters, metrics and data in which they differ")
    .option("--all", "also what is the same in all")
    .option(...store)
    .action((ids: string[], flags: StoreFlags & { readonly all?: boolean }) => compare(context, ids, flags));
  command
    .command("doctor")
    .description("what is damaged, left behind or moved in the folder of runs, and puts it right")
    .option("--fix", "put it right, keeping a copy of what is changed")
    .option(...store)
    .action((flags: StoreFlags & { readonly fix?: boolean }) =>
      doctor(context, {
        uri: flags.trackingUri ?? context.environment.MLFLOW_TRACKING_URI ?? "",
        fix: flags.fix === true,
      }),
    );
  command.addHelpText(
    "after",
    examples(
      "cuaderno runs list --experiment traffic",
      "cuaderno runs show 6120f2a3",
      "cuaderno runs compare 6120f2a3 0461a8cb --json",
      "cuaderno runs doctor --fix",
    ),
  );
}

/** With --json standard output holds the JSON alone. */
function printAll(context: CommandContext, lines: readonly string[]): void {
  if (!context.json) for (const line of lines) context.print(line);
}

async function list(
  context: CommandContext,
  flags: StoreFlags & { readonly experiment?: string; readonly limit: string; readonly all?: boolean },
): Promise<void> {
  const limit = Number(flags.limit);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new ArgumentError(`runs list: --limit must be a whole number from 1, got "${flags.limit}"`);
  }
  const { tracker, problems } = await open(context, flags);
  const runs = await tracker.runs(flags.experiment === undefined ? {} : { experiment: flags.experiment });
  printAll(context, listText(runs, { limit, all: flags.all === true }));
  if (runs.length === 0) {
    printAll(context, [
      `no runs in ${tracker.uri} yet; "cuaderno project run" makes some, and so does withRun in a program`,
    ]);
  }
  context.result(spelled({ uri: tracker.uri, runs, problems }));
}

async function show(context: CommandContext, id: string, flags: StoreFlags): Promise<void> {
  const { tracker, problems } = await open(context, flags);
  const run = await tracker.run(id);
  const metrics = new Map<string, MetricSummary>();
  for (const key of Object.keys(run.metrics)) {
    const summary = metricSummary(await tracker.metricHistory(run.id, key));
    if (summary !== undefined) metrics.set(key, summary);
  }
  const inputs = await tracker.inputs(run.id);
  const artifacts = await tracker.artifacts(run.id);
  const others = await tracker.runs({ experiment: run.experimentId });
  const children = others.filter((other) => other.parentId === run.id).map((other) => other.id);
  printAll(context, showText(run, { metrics, inputs, artifacts, children: children.length }));
  context.result(spelled({ ...run, summaries: Object.fromEntries(metrics), inputs, artifacts, children, problems }));
}

async function compare(
  context: CommandContext,
  ids: readonly string[],
  flags: StoreFlags & { readonly all?: boolean },
): Promise<void> {
  if (ids.length < 2) throw new ArgumentError("runs compare: give two or more runs");
  const { tracker, problems } = await open(context, flags);
  const comparison = await compareRuns(tracker, ids);
  printAll(context, compareText(comparison, { all: flags.all === true }));
  context.result(spelled({ ...comparison, problems }));
}

/** Damaged files are named on standard error, once each, and in the JSON result. */
async function open(
  context: CommandContext,
  { trackingUri }: StoreFlags,
): Promise<{ readonly tracker: Tracker; readonly problems: readonly TrackerProblem[] }> {
  const problems: TrackerProblem[] = [];
  const onProblem = (problem: TrackerProblem): void => {
    if (problems.some(({ path, reason }) => path === problem.path && reason === problem.reason)) return;
    problems.push(problem);
    context.note(`damaged: ${problem.path} ${problem.reason}`);
  };
  const tracker = await openTracker({ onProblem, ...(trackingUri === undefined ? {} : { uri: trackingUri }) });
  if (trackingUri !== undefined && !existsSync(tracker.uri)) {
    throw new NotFoundError(`runs: no folder ${tracker.uri}; give --tracking-uri the folder that holds the runs`);
  }
  return { tracker, problems };
}

/** JSON has no NaN and no infinity; they travel as the texts "NaN", "Infinity", "-Infinity". */
function spelled(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === "number" && !Number.isFinite(item) ? String(item) : item,
    ),
  );
}
