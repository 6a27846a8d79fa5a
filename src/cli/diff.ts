import { diffNotebooks, type NotebookDiff } from "../notebook/diff-notebooks.js";
import { diffMarkdown, diffText } from "../notebook/diff-text.js";
import { readNotebook } from "../runtime/read-notebook.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface DiffFlags {
  readonly markdown?: boolean;
  readonly exitCode?: boolean;
}

/** `cuaderno diff`: what changed from one notebook to another. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("<before>", "a notebook")
    .argument("<after>", "a later copy of it, or an executed one")
    .option("--markdown", "as Markdown, for a comment on a change")
    .option("--exit-code", "end with 3 when the notebooks differ")
    .addHelpText(
      "after",
      examples("cuaderno diff a.ipynb b.ipynb", "cuaderno diff a.ipynb b.ipynb --markdown > changes.md"),
    )
    .action((before: string, after: string, flags: DiffFlags) => diff(before, after, flags, context));
};

async function diff(before: string, after: string, flags: DiffFlags, context: CommandContext): Promise<void> {
  const [old, fresh] = [await readNotebook(before), await readNotebook(after)];
  const found: NotebookDiff = diffNotebooks(old, fresh);
  if (!context.json) {
    const names = { before, after };
    context.print(flags.markdown ? diffMarkdown(found, names) : diffText(found, { ...names, color: context.color }));
  }
  context.result(found);
  if (flags.exitCode && found.cells.length > 0) process.exitCode = 3;
}
