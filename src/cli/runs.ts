import { existsSync } from "node:fs";
import type { Command } from "commander";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { toPlainJson } from "../core/json-number.js";
import { isServerUri } from "../io/tracker/open-server.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import { compareRuns } from "../tracking/compare-runs.js";
import { type MetricSummary, metricSummary } from "../tracking/metric-summary.js";
import type { Tracker, TrackerProblem } from "../tracking/tracker.js";
import { type CommandContext, examples } from "./command.js";
import { formatRun } from "./format-run.js";
import { formatRunComparison } from "./format-run-comparison.js";
import { formatRunList, type RunOrder } from "./format-run-list.js";
import { parsePositive } from "./parse-positive.js";
import { defineRunsCopy } from "./runs-copy.js";
import { doctor } from "./runs-doctor.js";
import { defineRunsExport } from "./runs-export.js";
import { defineRunsLife } from "./runs-life.js";
import { addTableOptions, isTable, listTable, type TableFlags } from "./runs-table.js";

interface StoreFlags {
  readonly trackingUri?: string | undefined;
}

interface ListFlags extends StoreFlags, TableFlags {
  readonly limit?: string | undefined;
  readonly all?: boolean | undefined;
}

/** `cuaderno runs`: experiments and runs of the tracker. */
export function define(command: Command, context: CommandContext): void {
  const store = [
    "--tracking-uri <folder>",
    "folder of the runs (default: MLFLOW_TRACKING_URI, else ./mlruns)",
  ] as const;
  addTableOptions(command.command("list"))
    .description("runs of every experiment, newest first, nested runs below their parents; or one table with a filter")
    .option("--experiment <name>", "only this experiment, by name or id")
    .option("--sort <fields>", 'best runs first: "rmse", "auc desc" when larger is better, "params.depth, start_time"')
    .option(
      "--limit <count>",
      "maximum number of runs (of each experiment, without nested ones): 20; no limit for csv and json",
    )
    .option("--all", "show every nested run")
    .option("--deleted", "the deleted runs instead of the active ones")
    .option(...store)
    .action((flags: ListFlags) => list(context, flags));
  command
    .command("show")
    .argument("<id>", "id of the run, or a prefix of it")
    .description("everything that was recorded about one run")
    .option(...store)
    .action((id: string, flags: StoreFlags) => show(context, id, flags));
  command
    .command("compare")
    .argument("<ids...>", "two or more runs, by a prefix of their ids")
    .description("parameters, metrics and datasets that differ between runs")
    .option("--all", "also those that are the same")
    .option(...store)
    .action((ids: string[], flags: StoreFlags & { readonly all?: boolean | undefined }) =>
      compare(context, ids, flags),
    );
  command
    .command("doctor")
    .description("damaged, left-behind and moved files in the folder of runs, and their fixes")
    .option("--fix", "apply the fixes, with a backup of what is changed")
    .option(...store)
    .action((flags: StoreFlags & { readonly fix?: boolean | undefined }) =>
      doctor(context, {
        uri: flags.trackingUri ?? context.environment.MLFLOW_TRACKING_URI ?? "",
        fix: flags.fix === true,
      }),
    );
  command
    .command("query")
    .description("SQL (DuckDB) over tables runs, params, metrics and tags of all experiments")
    .requiredOption("--sql <query>", 'such as "select experiment, count(*) from runs group by all"')
    .option("--format <format>", "table, csv or json", "table")
    .option(...store)
    .action((flags: StoreFlags & { readonly sql: string; readonly format: string }) => query(context, flags));
  defineRunsLife(command, context, store);
  defineRunsCopy(command, context, store);
  defineRunsExport(command, context, store);
  command.addHelpText(
    "after",
    examples(
      "cuaderno runs list --experiment traffic --sort rmse",
      'cuaderno runs list --sort "metrics.auc desc" --limit 5',
      "cuaderno runs list --filter \"metrics.rmse < 450 and params.depth = '6'\" --sort metrics.rmse@min",
      "cuaderno runs list --group-by params.depth --columns metrics.rmse --format csv",
      "cuaderno runs show 6120f2a3",
      "cuaderno runs compare 6120f2a3 0461a8cb --json",
      'cuaderno runs query --sql \'select "params.depth", min("metrics.rmse") from runs group by 1\'',
      "cuaderno runs doctor --fix",
      "cuaderno runs delete 6120f2a3 && cuaderno runs gc --older-than 30d --dry-run",
      "cuaderno runs get 6120f2a3 figures/error.html -o error.html",
      "cuaderno runs push http://127.0.0.1:5000 --experiment traffic",
      "cuaderno runs export --html -o traffic.html --experiment traffic",
    ),
  );
}

/** With --json standard output is the JSON alone. */
function printAll(context: CommandContext, lines: readonly string[]): void {
  if (!context.json) for (const line of lines) context.print(line);
}

async function list(context: CommandContext, flags: ListFlags): Promise<void> {
  const limit = parsePositive("runs list: --limit", flags.limit, { integer: true });
  const isFlat = isTable(flags);
  const order = isFlat ? undefined : parseOrder(flags.sort);
  const { tracker, problems } = await open(context, flags);
  if (isFlat) {
    context.result({ uri: tracker.uri, rows: await listTable(context, tracker, flags, limit), problems });
    return;
  }
  const runs = await tracker.runs({ experiment: flags.experiment, deleted: flags.deleted });
  if (order !== undefined && runs.length > 0 && !runs.some((run) => order.metric in run.metrics)) {
    const known = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))].sort().slice(0, 12);
    throw new NotFoundError(
      `runs list: --sort: no run has metric "${order.metric}"; expected one of ${known.join(", ") || "no metrics"}`,
    );
  }
  const width = Number(context.environment.COLUMNS) || process.stdout.columns || undefined;
  printAll(context, formatRunList(runs, { limit: limit ?? 20, all: flags.all === true, order, width }));
  if (runs.length === 0) {
    printAll(context, [`no runs in ${tracker.uri} yet; use withRun in a program, or "cuaderno run --track"`]);
  }
  context.result(toPlainJson({ uri: tracker.uri, runs, problems }));
}

async function query(
  context: CommandContext,
  flags: StoreFlags & { readonly sql: string; readonly format: string },
): Promise<void> {
  const { queryRuns } = await import("./runs-query.js");
  const { tracker, problems } = await open(context, flags);
  const rows = await queryRuns(context, tracker, { query: flags.sql, format: flags.format });
  context.result({ uri: tracker.uri, rows, problems });
}

function parseOrder(text: string | undefined): RunOrder | undefined {
  if (text === undefined) return undefined;
  const [, metric, direction = "asc"] = /^(?:metrics?\.)?(.+?)(?:\s+(asc|desc))?$/i.exec(text.trim()) ?? [];
  if (metric === undefined) {
    throw new ArgumentError(
      `runs list: --sort: expected a metric like "rmse" or "auc desc", got "${text}"; name a metric and, for the largest first, desc`,
    );
  }
  return { metric: metric.replace(/^[`"](.*)[`"]$/, "$1"), descending: direction.toLowerCase() === "desc" };
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
  printAll(context, formatRun(run, { metrics, inputs, artifacts, children: children.length }));
  context.result(
    toPlainJson({ ...run, summaries: Object.fromEntries(metrics), inputs, artifacts, children, problems }),
  );
}

async function compare(
  context: CommandContext,
  ids: readonly string[],
  flags: StoreFlags & { readonly all?: boolean | undefined },
): Promise<void> {
  if (ids.length < 2)
    throw new ArgumentError(
      `runs compare: expected two or more runs, got ${ids.length}; give the ids of at least two runs`,
    );
  const { tracker, problems } = await open(context, flags);
  const comparison = await compareRuns(tracker, ids);
  printAll(context, formatRunComparison(comparison, { all: flags.all === true }));
  context.result(toPlainJson({ ...comparison, problems }));
}

/** Damaged files are reported on standard error, once each, and in the JSON result. */
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
  const tracker = await openTracker({ onProblem, uri: trackingUri });
  if (trackingUri !== undefined && !isServerUri(tracker.uri) && !existsSync(tracker.uri)) {
    throw new NotFoundError(`runs: no folder ${tracker.uri}; pass the folder of the runs as --tracking-uri`);
  }
  return { tracker, problems };
}
