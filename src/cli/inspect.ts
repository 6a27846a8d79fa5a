import { basename, extname } from "node:path";
import type { Json } from "../core/json.js";
import { parameterSchema } from "../notebook/parameters/inspect-schema.js";
import { type NotebookParameter, parameterTypeText } from "../notebook/parameters/notebook-parameter.js";
import { notebookLanguage, notebookParameters } from "../notebook/parameters/notebook-parameters.js";
import { readNotebook } from "../runner/run/read-notebook.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { textTable } from "./text-table.js";

/** `cuaderno inspect`: the parameters of a notebook. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("<notebook>", "a notebook; it is not run")
    .addHelpText("after", examples("cuaderno inspect report.ipynb", "cuaderno inspect report.ipynb --json"))
    .action((notebook: string) => inspect(notebook, context));
};

async function inspect(path: string, context: CommandContext): Promise<void> {
  const notebook = await readNotebook(path);
  const parameters = notebookParameters(notebook, path).map(withoutSecret);
  const { kernelspec } = notebook.metadata as {
    readonly kernelspec?: { readonly name?: Json | undefined } | undefined;
  };
  if (!context.json) {
    if (parameters.length === 0) context.print(`${path} has no parameters (no cell tagged "parameters")`);
    else for (const line of parameterTable(parameters)) context.print(line);
  }
  context.result({
    notebook: path,
    language: notebookLanguage(notebook),
    kernel: kernelspec?.name ?? null,
    cells: notebook.cells.length,
    parameters,
    schema: parameterSchema(parameters, basename(path, extname(path))),
  });
}

/** The parameter without a secret that the notebook contains. */
function withoutSecret(parameter: NotebookParameter): NotebookParameter {
  const { secret, defaultText, default: value } = parameter;
  if (!secret || value === "" || value === null || defaultText === undefined) return parameter;
  return { ...parameter, defaultText: "***", default: undefined };
}

function parameterTable(parameters: readonly NotebookParameter[]): readonly string[] {
  const rows = parameters.map(({ name, type, nullable, defaultText, help }) => [
    name,
    parameterTypeText(type, nullable).replace(/^an? /, ""),
    defaultText?.replace(/\s*\n\s*/g, " ") ?? "(required)",
    help,
  ]);
  return textTable([["parameter", "type", "default", "help"], ...rows]);
}
