import { dirname } from "node:path";
import { FormatError } from "../../core/errors.js";
import { cellTags } from "../../notebook/cells/cell-tags.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { cellParameters, parametersCell } from "../../notebook/parameters/notebook-parameters.js";
import { maskOutputs } from "../../notebook/run/mask-outputs.js";
import { secretMask } from "../../notebook/run/secret-mask.js";
import { knownSecrets } from "../run/known-secrets.js";

/**
 * A notebook that can be shown: values of secret-looking environment variables, and of its parameters marked
 * `@secret`, are masked in cells, outputs and metadata.
 */
export function maskedNotebook(notebook: Notebook, path: string): Notebook {
  const secrets = [...knownSecrets(process.env, dirname(path)).secrets, ...parameterSecrets(notebook, path)];
  if (secrets.length === 0) return notebook;
  const mask = secretMask(secrets);
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type !== "code") return mask(cell);
    return { ...mask({ ...cell, outputs: [] }), outputs: maskOutputs(cell.outputs, mask) };
  });
  return { ...notebook, metadata: mask(notebook.metadata), cells };
}

/** A parameters cell that cannot be parsed has no parameters that a run could have used. */
function parameterSecrets(notebook: Notebook, path: string): readonly string[] {
  if (!notebook.cells.some(({ source }) => source.includes("@secret"))) return [];
  try {
    const index = parametersCell(notebook, path);
    if (index === undefined) return [];
    const declared = cellParameters(notebook, index, path);
    const names = declared.filter(({ secret }) => secret).map(({ name }) => name);
    const injected = notebook.cells.findIndex((cell) => cellTags(cell).includes("injected-parameters"));
    const given = injected < 0 ? [] : cellParameters(notebook, injected, path);
    return [...declared, ...given].flatMap(({ name, default: value }) =>
      names.includes(name) && value !== undefined && value !== null
        ? [typeof value === "string" ? value : JSON.stringify(value)]
        : [],
    );
  } catch (failure) {
    if (failure instanceof FormatError) return [];
    throw failure;
  }
}
