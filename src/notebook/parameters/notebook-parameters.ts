import { FormatError } from "../../core/errors.js";
import { cellTags } from "../cells/cell-tags.js";
import type { Notebook } from "../format/notebook.js";
import type { NotebookParameter } from "./notebook-parameter.js";
import { parsePythonParameters } from "./parse-python-parameters.js";
import { parseTypeScriptParameters } from "./parse-typescript-parameters.js";

/**
 * The parameters that a notebook declares in its cell tagged `parameters`, in order, with types, defaults and comments.
 * `path` names the notebook in errors.
 *
 * @example
 * const parameters = notebookParameters(await readNotebook("analysis.ipynb"), "analysis.ipynb");
 * parameters.map(({ name }) => name); // for example ["dataFolder", "trials"]
 */
export function notebookParameters(notebook: Notebook, path: string): readonly NotebookParameter[] {
  const index = parametersCell(notebook, path);
  if (index === undefined) return [];
  return cellParameters(notebook, index, path);
}

/** The index of the cell tagged `parameters`, if there is one. */
export function parametersCell(notebook: Notebook, path: string): number | undefined {
  const tagged = notebook.cells.flatMap((cell, index) =>
    cell.cell_type === "code" && cellTags(cell).includes("parameters") ? [index] : [],
  );
  if (tagged.length > 1) {
    const cells = tagged.map((index) => `cell-${index + 1}`).join(", ");
    throw new FormatError(
      `runNotebook: ${path} has more than one cell tagged "parameters" (${cells}); remove the tag from all but one`,
    );
  }
  return tagged[0];
}

/** The parameters that one cell declares, in the language of the notebook. */
export function cellParameters(notebook: Notebook, index: number, path: string): readonly NotebookParameter[] {
  const source = notebook.cells[index]?.source ?? "";
  const where = `${path}#cell-${index + 1}`;
  switch (notebookLanguage(notebook)) {
    case "python":
      return parsePythonParameters(source);
    default:
      return parseTypeScriptParameters(source, where);
  }
}

/** The language of a notebook's cells by its metadata; TypeScript when it names none. */
export function notebookLanguage(notebook: Notebook): string {
  const { kernelspec, language_info: info } = notebook.metadata as {
    readonly kernelspec?: { readonly language?: unknown; readonly name?: unknown } | undefined;
    readonly language_info?: { readonly name?: unknown } | undefined;
  };
  const language = info?.name ?? kernelspec?.language;
  if (typeof language === "string" && language !== "") return language.toLowerCase();
  return typeof kernelspec?.name === "string" && kernelspec.name.startsWith("python") ? "python" : "typescript";
}
