import { contentHash } from "../../core/content-hash.js";
import type { JsonObject } from "../../core/json.js";
import type { Cell, Notebook } from "./notebook.js";

/** How a notebook is formatted. */
export interface FormatNotebookOptions {
  /** Preserve outputs, execution counts and what the last run wrote into the metadata. @default false */
  readonly keepOutputs?: boolean;
  /** The formatted code of the cell at an index; undefined to leave it unchanged. Default: no code is changed. */
  readonly code?: (index: number) => string | undefined;
}

/**
 * The notebook as it is kept in git: without outputs, execution counts and traces of a run, every cell with an id of its own, no blanks at
 * the end of cells. Ids that are there stay; missing, broken and repeated ones are made from the cell's text, so that equal notebooks get
 * equal ids. Formatting twice changes nothing.
 */
export function formatNotebook(
  notebook: Notebook,
  { keepOutputs = false, code = () => undefined }: FormatNotebookOptions = {},
): Notebook {
  const ids = new Set<string>();
  const cells = notebook.cells.map((cell, index): Cell => {
    const source = (cell.cell_type === "code" ? code(index) : undefined) ?? cell.source;
    const tidy = { ...cell, source: source.replace(/\s+$/, ""), id: freeId(cell, ids) };
    if (tidy.cell_type !== "code" || keepOutputs) return tidy;
    return { ...tidy, metadata: withoutRun(tidy.metadata), outputs: [], execution_count: null };
  });
  return {
    ...notebook,
    cells,
    metadata: keepOutputs ? notebook.metadata : withoutRun(notebook.metadata),
    nbformat_minor: Math.max(5, notebook.nbformat_minor),
  };
}

/** Metadata without what runners and JupyterLab leave of a run. */
function withoutRun(metadata: JsonObject): JsonObject {
  const { cuaderno: _run, papermill: _papermill, execution: _times, ExecuteTime: _time, ...kept } = metadata;
  return kept;
}

/** The cell's id, or one made from its text; `taken` learns it. */
function freeId(cell: Cell, taken: Set<string>): string {
  const own =
    cell.id !== undefined && /^[a-zA-Z0-9_-]{1,64}$/.test(cell.id) && !taken.has(cell.id) ? cell.id : undefined;
  let id = own;
  for (let copy = 0; id === undefined || (own === undefined && taken.has(id)); copy++) {
    id = contentHash(`${cell.cell_type}\n${cell.source}\n${copy}`).slice(0, 8);
  }
  taken.add(id);
  return id;
}
