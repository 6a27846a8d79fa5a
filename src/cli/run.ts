import { ArgumentError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import type { CellEvent } from "../notebook/execute-run.js";
import type { RunResult } from "../notebook/run-result.js";
import { runNotebook } from "../runtime/run-notebook.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface RunFlags {
  readonly parameter: readonly string[];
  readonly output?: string;
  readonly inPlace?: boolean;
  readonly kernel?: string;
  readonly shim: boolean;
  readonly cwd?: string;
  readonly cellTimeout?: string;
  readonly timeout?: string;
  readonly startTimeout?: string;
}

/** `cuaderno run`: executes a notebook without Jupyter. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("<notebook>", "the notebook; it stays as it is")
    .option("-p, --parameter <name=value>", "set a declared parameter (may be repeated)", collect, [])
    .option("-o, --output <file>", "where the executed copy goes (default: <name>.executed.ipynb beside the notebook)")
    .option("--in-place", "write the outputs into the notebook itself")
    .option("--kernel <name>", "run in this kernel instead of the one the notebook names")
    .option("--no-shim", "run a bare tslab, without the cure of its lost output")
    .option("--cwd <folder>", "the kernel's working folder (default: the notebook's folder)")
    .option("--cell-timeout <seconds>", "limit of each cell")
    .option("--timeout <seconds>", "limit of the whole notebook")
    .option("--start-timeout <seconds>", "limit of the kernel's start (default: 60)")
    .addHelpText(
      "after",
      examples(
        "cuaderno run notebooks/traffic/01-explore.ipynb",
        "cuaderno run report.ipynb -p year=2018 -p city=Lima -o reports/2018.ipynb",
        "cuaderno run long.ipynb --cell-timeout 60 --json",
      ),
    )
    .action((notebook: string, flags: RunFlags) => run(notebook, flags, context));
};

async function run(notebook: string, flags: RunFlags, context: CommandContext): Promise<void> {
  if (flags.inPlace && flags.output !== undefined) {
    throw new ArgumentError("run: --in-place and --output exclude each other; keep one");
  }
  const result = await runNotebook(notebook, {
    output: flags.inPlace ? notebook : flags.output,
    parameters: pairs(flags.parameter),
    kernel: flags.kernel,
    shim: flags.shim,
    cwd: flags.cwd,
    cellTimeoutMs: seconds("--cell-timeout", flags.cellTimeout),
    notebookTimeoutMs: seconds("--timeout", flags.timeout),
    startTimeoutMs: seconds("--start-timeout", flags.startTimeout),
    signal: context.signal,
    onCell: (event) => tell(event, notebook, context),
  });
  if (result.error !== undefined) explain(result.error, context);
  const ran = result.cells.filter(({ status }) => status !== "not run").length;
  context.note(
    `${result.status === "ok" ? "ok" : result.status}: ${ran} of ${result.cells.length} cells in ${formatDuration(result.durationMs)}`,
  );
  if (!context.json) context.print(result.output);
  context.result(result);
  process.exitCode = exitCodeOf(result);
}

function tell(
  { step, position, total, status, durationMs }: CellEvent,
  notebook: string,
  context: CommandContext,
): void {
  const width = String(total).length;
  const line = `${notebook} [${String(position).padStart(width)}/${total}] ${step.label}  ${firstLine(step.source)}`;
  if (status === "running") {
    if (process.stderr.isTTY) context.progress(line);
  } else context.note(`${line}  ${status === "ok" ? "" : `${status} `}${formatDuration(durationMs)}`);
}

/** What a cell does, as far as one line tells it: its first line that is more than a comment or an import. */
function firstLine(source: string): string {
  const lines = source
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const telling = lines.find((line) => !/^(\/\/|\/\*|\*|#|import )/.test(line)) ?? lines[0] ?? "";
  return telling.length > 50 ? `${telling.slice(0, 49)}…` : telling;
}

function explain(error: NonNullable<RunResult["error"]>, context: CommandContext): void {
  process.stderr.write(`cuaderno: ${error.message}\n`);
  if (error.sourceLine === undefined || context.quiet) return;
  const number = String(error.line);
  process.stderr.write(`  ${number} | ${error.sourceLine}\n`);
  if (error.column !== undefined)
    process.stderr.write(`  ${" ".repeat(number.length)} | ${" ".repeat(error.column - 1)}^\n`);
}

function exitCodeOf({ status }: RunResult): number {
  switch (status) {
    case "ok":
      return 0;
    case "failed":
      return 1;
    case "timeout":
      return 5;
    case "interrupted":
      return 130;
  }
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

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
