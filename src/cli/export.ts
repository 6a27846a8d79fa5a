import { statSync } from "node:fs";
import { join, parse, resolve } from "node:path";
import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import { groupDigits } from "../core/group-digits.js";
import type { ExportedNotebook, ExportNotebookOptions } from "../runner/export/export-notebook.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface ExportFlags {
  readonly output?: string | undefined;
  readonly code: string;
  readonly plotly: string;
  readonly title?: string | undefined;
  readonly attach?: true | undefined;
  readonly trust?: true | undefined;
  readonly pdf?: string | true | undefined;
  readonly images?: string | true | undefined;
}

/** `cuaderno export`: a notebook, or a folder of notebooks, as self-contained HTML files. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("<notebook>", "the notebook, usually an executed one, or a folder of notebooks")
    .option("-o, --output <path>", "the page, or the folder for pages (default: <name>.html next to each notebook)")
    .option("--code <how>", "code of cells: fold, hide or show", "fold")
    .option("--plotly <how>", "figures: embed draws them, none shows their values in a smaller file", "embed")
    .option("--title <text>", "the page's title (default: the notebook's first heading)")
    .option("--attach", "attach the notebook to the page, with a link to save it")
    .option("--trust", "do not sanitise HTML and scripts of the notebook: only for trusted notebooks")
    .option("--pdf [file]", "also print the page as PDF, with an installed Chromium")
    .option("--images [folder]", "also save every figure as PNG, with an installed Chromium")
    .addHelpText(
      "after",
      "\nTags of cells: hide-input, hide-output, hide-cell (folded), remove-input, remove-output, remove-cell, test (left out), unverified (not compared by verify).",
    )
    .addHelpText(
      "after",
      examples(
        "cuaderno export notebooks/traffic/01-explore.executed.ipynb",
        "cuaderno export report.ipynb -o reports/report.html --code hide --pdf",
        "cuaderno export notebooks -o reports/pages",
      ),
    )
    .action((notebook: string, flags: ExportFlags) => run(notebook, flags, context));
};

async function run(notebook: string, flags: ExportFlags, context: CommandContext): Promise<void> {
  const options: ExportNotebookOptions = {
    code: oneOf("--code", flags.code, ["fold", "hide", "show"] as const),
    plotly: oneOf("--plotly", flags.plotly, ["embed", "none"] as const),
    attach: flags.attach === true,
    trust: flags.trust === true,
    output: flags.output,
    title: flags.title,
  };
  const isPrinted = flags.pdf !== undefined || flags.images !== undefined;
  if (isPrinted) (await import("../host/find-chromium.js")).findChromium(context.environment);
  if (statSync(resolve(context.cwd, notebook), { throwIfNoEntry: false })?.isDirectory()) {
    await exportAll(notebook, options, isPrinted, context);
    return;
  }
  const { exportNotebook } = await import("../runner/export/export-notebook.js");
  const exported = await exportNotebook(notebook, options);
  reportPage(exported, context);
  const printed = isPrinted ? await print(exported.output, flags, context) : [];
  if (!context.json) for (const path of [exported.output, ...printed]) context.print(path);
  context.result({ ...exported, printed: isPrinted ? printed : undefined });
}

async function exportAll(
  folder: string,
  options: ExportNotebookOptions,
  isPrinted: boolean,
  context: CommandContext,
): Promise<void> {
  if (isPrinted)
    throw new ArgumentError("export: --pdf and --images: expected one notebook, got a folder; name a notebook");
  const { exportFolder } = await import("../runner/export/export-folder.js");
  const exported = await exportFolder(folder, {
    ...options,
    onPage: (page) => reportPage(page, context),
    onFailure: ({ message }) => context.error(message),
  });
  if (!context.json) context.print(exported.index);
  context.result(exported);
  if (exported.failed.length === 0) return;
  context.note(`${exported.failed.length} of ${exported.failed.length + exported.pages.length} notebooks failed`);
  process.exitCode = 3;
}

async function print(page: string, flags: ExportFlags, context: CommandContext): Promise<readonly string[]> {
  const { printPage } = await import("../runner/export/print-page.js");
  const { dir, name } = parse(page);
  context.progress("printing with Chromium");
  return printPage(page, {
    signal: context.signal,
    pdf: flags.pdf === true ? join(dir, `${name}.pdf`) : flags.pdf,
    images: flags.images === true ? join(dir, `${name}-images`) : flags.images,
  });
}

function reportPage({ output, bytes, heaviest }: ExportedNotebook, context: CommandContext): void {
  context.note(`${output}: ${groupDigits(bytes / 1_000)} kB`);
  if (heaviest.length === 0) return;
  const cells = heaviest.map(({ cell, bytes: size }) => `cell-${cell} (${(size / 1e6).toFixed(1)} MB)`).join(", ");
  context.note(`warning: ${output} is larger than 5 MB and slow to open; largest cells: ${cells}`);
}

function oneOf<Choice extends string>(flag: string, given: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === given);
  if (found === undefined) {
    throw new ArgumentError(
      `export: ${flag}: expected ${choices.join(", ")}, got "${given}"${didYouMean(given, choices)}`,
    );
  }
  return found;
}
