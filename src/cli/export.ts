import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import { exportNotebook } from "../runtime/export-notebook.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface ExportFlags {
  readonly output?: string;
  readonly code: string;
  readonly plotly: string;
  readonly title?: string;
}

/** `cuaderno export`: a notebook as one HTML file. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("<notebook>", "the notebook, usually an executed one")
    .option("-o, --output <file>", "where the page goes (default: <name>.html beside the notebook)")
    .option("--code <how>", "what is done with code: fold, hide or show", "fold")
    .option("--plotly <how>", "embed draws figures, none shows their values in a smaller file", "embed")
    .option("--title <text>", "the page's title (default: the notebook's first heading)")
    .addHelpText(
      "after",
      examples(
        "cuaderno export notebooks/traffic/01-explore.executed.ipynb",
        "cuaderno export report.ipynb -o reports/report.html --code hide",
      ),
    )
    .action((notebook: string, flags: ExportFlags) => run(notebook, flags, context));
};

async function run(notebook: string, flags: ExportFlags, context: CommandContext): Promise<void> {
  const exported = await exportNotebook(notebook, {
    code: oneOf("--code", flags.code, ["fold", "hide", "show"] as const),
    plotly: oneOf("--plotly", flags.plotly, ["embed", "none"] as const),
    ...(flags.output === undefined ? {} : { output: flags.output }),
    ...(flags.title === undefined ? {} : { title: flags.title }),
  });
  context.note(`${(exported.bytes / 1_000).toLocaleString("en-US", { maximumFractionDigits: 0 })} kB`);
  if (!context.json) context.print(exported.output);
  context.result(exported);
}

function oneOf<Choice extends string>(flag: string, given: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === given);
  if (found === undefined) {
    throw new ArgumentError(`export: ${flag} takes ${choices.join(", ")}, got "${given}"${didYouMean(given, choices)}`);
  }
  return found;
}
