import { relative } from "node:path";
import { errorMessage } from "../core/error-message.js";
import { ArgumentError, InterruptedError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import type { CellEvent } from "../notebook/run/execute-run.js";
import { alignedTable } from "../report/tables/aligned-table.js";
import { type RunProjectOptions, runProject } from "../runner/project/run-project.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { projectNamed, projectNames } from "./projects.js";

interface ProjectFlags {
  readonly data?: string;
  readonly trials?: string;
  readonly fresh?: boolean;
}

/** `cuaderno project run`: a worked project from data to reports. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .command("run")
    .argument("[name]", 'the project, or all of them as "all"', "traffic")
    .description("get the data, run every notebook, write the reports")
    .option("--data <kind>", "real or sample (default: real where it can be had)")
    .option("--trials <count>", "trials of the search (default: the notebook's own)")
    .option("--fresh", "train even when nothing has changed")
    .action(async (name: string, flags: ProjectFlags) => {
      const settings = { data: dataKind(flags.data), trials: trialCount(flags.trials), fresh: flags.fresh ?? false };
      if (name === "all") await runAll(settings, context);
      else context.result(await run(name, settings, context));
    });
  command.addHelpText(
    "after",
    examples(
      "cuaderno project run",
      "cuaderno project run traffic --json",
      "cuaderno project run traffic --data sample --trials 10 --fresh",
      "cuaderno project run all",
    ),
  );
};

/** Runs every project in turn; one that fails is told and leaves the others standing. */
async function runAll(settings: RunProjectOptions, context: CommandContext): Promise<void> {
  const projects: ProjectOutcome[] = [];
  const failed: { readonly project: string; readonly error: string }[] = [];
  for (const name of projectNames()) {
    context.print(`${projects.length + failed.length === 0 ? "" : "\n"}== ${name}`);
    try {
      projects.push(await run(name, settings, context));
    } catch (error) {
      if (error instanceof InterruptedError || context.signal.aborted) throw error;
      failed.push({ project: name, error: errorMessage(error) });
      context.note(`${name}: ${errorMessage(error)}`);
    }
  }
  context.result({ projects, failed });
  if (failed.length === 0) return;
  context.note(`${failed.length} of ${projectNames().length} projects failed`);
  for (const { project, error } of failed) context.note(`  ${project}: ${error}`);
  process.exitCode = 1;
}

/** What a run tells machines. */
interface ProjectOutcome {
  readonly project: string;
  readonly data: "real" | "sample";
  readonly metrics: Readonly<Record<string, number>>;
  readonly reports: readonly string[];
  readonly wallMs: number;
}

async function run(name: string, settings: RunProjectOptions, context: CommandContext): Promise<ProjectOutcome> {
  const project = await projectNamed(name);
  const { environment } = context;
  const result = await runProject(project, {
    ...settings,
    folder: context.cwd,
    mirror: environment.CUADERNO_DATA_MIRROR,
    trackingUri: environment.MLFLOW_TRACKING_URI,
    signal: context.signal,
    log: (line) => context.note(`${name}: ${line}`),
    onCell: (event, notebook) => tell(event, notebook, project.notebooks, context),
  });
  context.print("");
  for (const line of alignedTable(result.table).split("\n")) context.print(line);
  context.print("");
  for (const remark of result.remarks) context.print(remark);
  context.print("");
  context.print(`Open in a browser (${formatDuration(result.wallMs)} in all):`);
  for (const report of result.reports) context.print(`  ${relative(context.cwd, report)}`);
  const { data, metrics, reports, wallMs } = result;
  return { project: name, data, metrics, reports: reports.map((report) => relative(context.cwd, report)), wallMs };
}

function tell(event: CellEvent, notebook: string, notebooks: readonly string[], context: CommandContext): void {
  const { step, position, total, status, durationMs } = event;
  const place = `[${notebooks.indexOf(notebook) + 1}/${notebooks.length}] ${notebook.replace(/\.ipynb$/, "")}`;
  const line = `${place}  cell ${String(position).padStart(2)}/${total}  ${headline(step.source)}`;
  if (status === "running") {
    if (process.stderr.isTTY) context.progress(line);
  } else context.note(`${line}  ${status === "ok" ? "" : `${status} `}${formatDuration(durationMs)}`);
}

/** The first line of a cell that does something. */
function headline(source: string): string {
  const lines = source.split("\n").map((line) => line.trim());
  const telling = lines.find((line) => line !== "" && !/^(\/\/|import )/.test(line)) ?? lines[0] ?? "";
  return telling.length > 48 ? `${telling.slice(0, 47)}…` : telling;
}

function dataKind(value: string | undefined): "real" | "sample" | undefined {
  if (value === undefined || value === "real" || value === "sample") return value;
  throw new ArgumentError(`project run: --data takes real or sample, got "${value}"`);
}

function trialCount(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new ArgumentError(`project run: --trials takes a whole number of at least 1, got "${value}"`);
}
