import { cellTags } from "../cells/cell-tags.js";
import type { Cell } from "../format/notebook.js";

/** How a page shows code or outputs. */
export type Showing = "show" | "fold" | "hide";

/** How a page shows the two halves of a cell. */
export interface CellView {
  readonly code: Showing;
  readonly outputs: Showing;
}

/**
 * How a page shows a cell, by the setting for all code and by the cell's metadata: tags `remove-cell`, `remove-input`,
 * `remove-output` (removed), `hide-cell`, `hide-input`, `hide-output` (folded), and JupyterLab's `source_hidden`,
 * `outputs_hidden`, `collapsed` (folded).
 */
export function cellView(cell: Cell, code: Showing): CellView {
  const tags = new Set(cellTags(cell).map((tag) => tag.replaceAll("_", "-")));
  const lab = cell.metadata.jupyter as
    | { readonly source_hidden?: unknown; readonly outputs_hidden?: unknown }
    | undefined;
  if (tags.has("remove-cell")) return { code: "hide", outputs: "hide" };
  const codeFolded = tags.has("hide-input") || tags.has("hide-cell") || lab?.source_hidden === true;
  const outputsFolded =
    tags.has("hide-output") ||
    tags.has("hide-cell") ||
    lab?.outputs_hidden === true ||
    cell.metadata.collapsed === true;
  return {
    code: tags.has("remove-input") || code === "hide" ? "hide" : codeFolded ? "fold" : code,
    outputs: tags.has("remove-output") ? "hide" : outputsFolded ? "fold" : "show",
  };
}
