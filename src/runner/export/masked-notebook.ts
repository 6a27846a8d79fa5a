import { FormatError } from "../../core/errors.js";
import { cellTags } from "../../notebook/cells/cell-tags.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { cellParameters, parametersCell } from "../../notebook/parameters/notebook-parameters.js";
import { maskOutputs } from "../../notebook/run/mask-outputs.js";
import { secretMask, secretsIn } from "../../notebook/run/secret-mask.js";

/**
 * A notebook as it may be shown, wherever it was run: values of secret-looking environment variables, and those that it gives to parameters
 * marked secret, are masked in cells, outputs and metadata.
 */
export function maskedNotebook(notebook: Notebook, place: string): Notebook {
  const secrets = [...secretsIn(process.env), ...ownSecrets(notebook, place)];
  if (secrets.length === 0) return notebook;
  const mask = secretMask(secrets);
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type !== "code") return mask(cell);
    return { ...mask({ ...cell, outputs: [] }), outputs: maskOutputs(cell.outputs, mask) };
  });
  return { ...notebook, metadata: mask(notebook.metadata), cells };
}

/** A cell of parameters that cannot be read holds none that a run could have taken. */
function ownSecrets(notebook: Notebook, place: string): readonly string[] {
  if (!notebook.cells.some(({ source }) => source.includes("@secret"))) return [];
  try {
    const index = parametersCell(notebook, place);
    if (index === undefined) return [];
    const declared = cellParameters(notebook, index, place);
    const names = declared.filter(({ secret }) => secret).map(({ name }) => name);
    const injected = notebook.cells.findIndex((cell) => cellTags(cell).includes("injected-parameters"));
    const given = injected < 0 ? [] : cellParameters(notebook, injected, place);
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
