import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import { diffNotebooks, type NotebookDiff } from "../notebook/diff/diff-notebooks.js";
import { diffMarkdown, diffText } from "../notebook/diff/diff-text.js";
import type { Notebook } from "../notebook/format/notebook.js";
import { readNotebook } from "../runner/run/read-notebook.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface DiffFlags {
  readonly format?: string | undefined;
  readonly markdown?: boolean | undefined;
  readonly exitCode?: boolean | undefined;
}

/** `cuaderno diff`: the differences between two notebooks. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("<before>", "a notebook")
    .argument("<after>", "a later copy of it, or an executed one")
    .option("--format <format>", "text, markdown (for a pull request) or html (a page)", "text")
    .option("--markdown", "the same as --format markdown")
    .option("--exit-code", "exit with 3 if the notebooks differ")
    .addHelpText(
      "after",
      examples(
        "cuaderno diff a.ipynb b.ipynb",
        "cuaderno diff a.ipynb b.ipynb --format markdown > changes.md",
        "cuaderno diff a.ipynb b.ipynb --format html > changes.html",
      ),
    )
    .action((before: string, after: string, flags: DiffFlags) => diff(before, after, flags, context));
};

async function diff(before: string, after: string, flags: DiffFlags, context: CommandContext): Promise<void> {
  const found: NotebookDiff = diffNotebooks(await readSide(before), await readSide(after));
  const format = flags.markdown ? "markdown" : (flags.format ?? "text");
  if (!formats.includes(format)) {
    throw new ArgumentError(
      `diff: --format: expected ${formats.join(", ")}, got "${format}"${didYouMean(format, formats)}`,
    );
  }
  if (!context.json) context.print(await renderDiff(found, format, { before, after }, context));
  context.result(found);
  if (flags.exitCode && found.cells.length > 0) process.exitCode = 3;
}

/** Git names a file that does not exist `/dev/null`. */
async function readSide(path: string): Promise<Notebook> {
  if (path !== "/dev/null" && path !== "nul") return readNotebook(path);
  return { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const formats = ["text", "markdown", "html"];

async function renderDiff(
  found: NotebookDiff,
  format: string,
  names: { readonly before: string; readonly after: string },
  { color }: CommandContext,
): Promise<string> {
  if (format === "markdown") return diffMarkdown(found, names);
  if (format === "text") return diffText(found, { ...names, color });
  const { diffHtml } = await import("../notebook/diff/diff-html.js");
  return diffHtml(found, names);
}
