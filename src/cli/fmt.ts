import { formatNotebooks } from "../runner/check/format-notebooks.js";
import { notebookPaths } from "../runner/run/notebook-paths.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface FmtFlags {
  readonly check?: boolean;
  readonly keepOutputs?: boolean;
  readonly code: boolean;
}

/** `cuaderno fmt`: notebooks as they are kept in git. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("[notebooks...]", "notebooks, folders or globs (default: this folder)")
    .option("--check", "change nothing; end with 3 when something would change")
    .option("--keep-outputs", "leave outputs and execution counts in")
    .option("--no-code", "leave the code of cells as it is")
    .addHelpText(
      "after",
      "\nClears outputs, gives every cell a lasting id, and formats code with the project's Biome where it is installed; a cell that\nwould grow beyond 15 lines keeps its form.",
    )
    .addHelpText("after", examples("cuaderno fmt", "cuaderno fmt 'notebooks/**/*.ipynb' --check"))
    .action((words: readonly string[], flags: FmtFlags) => fmt(words, flags, context));
};

async function fmt(words: readonly string[], flags: FmtFlags, context: CommandContext): Promise<void> {
  const paths = notebookPaths(words.length === 0 ? ["."] : words, context.cwd);
  const formatted = await formatNotebooks(paths, flags);
  if (!context.json) for (const path of formatted.changed) context.print(path);
  if (flags.code && formatted.formatter === undefined) {
    context.note("code was left as it is: no formatter is installed (npm install --save-dev @biomejs/biome)");
  }
  const verb = flags.check ? "would change" : "changed";
  context.note(
    `${formatted.changed.length} of ${paths.length} ${paths.length === 1 ? "notebook" : "notebooks"} ${verb}`,
  );
  context.result(formatted);
  if (flags.check && formatted.changed.length > 0) process.exitCode = 3;
}
