import { formatNotebooks } from "../runner/check/format-notebooks.js";
import { notebookPaths } from "../runner/run/notebook-paths.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface FmtFlags {
  readonly check?: boolean | undefined;
  readonly keepOutputs?: boolean | undefined;
  readonly code: boolean;
}

/** `cuaderno fmt`: formats notebooks for git. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("[notebooks...]", "notebooks, folders or globs (default: this folder)")
    .option("--check", "change nothing; exit with 3 if a notebook would change")
    .option("--keep-outputs", "do not clear outputs and execution counts")
    .option("--no-code", "do not format the code of cells")
    .addHelpText(
      "after",
      "\nClears outputs, gives every cell a permanent id, and formats code with the Biome of the project if it is installed. A cell that would become longer than 15 lines is not formatted.",
    )
    .addHelpText("after", examples("cuaderno fmt", "cuaderno fmt 'notebooks/**/*.ipynb' --check"))
    .action((args: readonly string[], flags: FmtFlags) => fmt(args, flags, context));
};

async function fmt(args: readonly string[], flags: FmtFlags, context: CommandContext): Promise<void> {
  const paths = await notebookPaths(args.length === 0 ? ["."] : args, context.cwd, "fmt");
  const formatted = await formatNotebooks(paths, flags);
  if (!context.json) for (const path of formatted.changed) context.print(path);
  if (flags.code && formatted.formatter === undefined) {
    context.note("code was not formatted: no formatter is installed (npm install --save-dev @biomejs/biome)");
  }
  const verb = flags.check ? "would change" : "changed";
  context.note(
    `${formatted.changed.length} of ${paths.length} ${paths.length === 1 ? "notebook" : "notebooks"} ${verb}`,
  );
  context.result(formatted);
  if (flags.check && formatted.changed.length > 0) process.exitCode = 3;
}
