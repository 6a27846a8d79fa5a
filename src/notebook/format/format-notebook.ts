import { contentHash } from "../../core/content-hash.js";
import type { JsonObject } from "../../core/json.js";
import { withoutRunFacts } from "../cells/cell-settings.js";
import type { Cell, Notebook } from "./notebook.js";

/** How a notebook is formatted. */
export interface FormatNotebookOptions {
  /** Preserve outputs, execution counts and what the last run wrote into the metadata. @default false */
  readonly keepOutputs?: boolean | undefined;
  /** The formatted code of the cell at an index; undefined to leave it unchanged. Default: no code is changed. */
  readonly code?: ((index: number) => string | undefined) | undefined;
}

/**
 * The notebook as it is stored in git: without outputs, execution counts and what a run or the view of outputs wrote
 * into the metadata, every cell with a unique id, without blanks at the end of cells and carriage returns. Valid ids
 * stay; missing, invalid and repeated ones are made from the cell's source, so that equal notebooks get equal ids.
 * Formatting a formatted notebook changes nothing.
 *
 * @example await writeFile(path, serializeNotebook(formatNotebook(await readNotebook(path))));
 */
export function formatNotebook(
  notebook: Notebook,
  { keepOutputs = false, code = () => undefined }: FormatNotebookOptions = {},
): Notebook {
  const ids = new Set<string>();
  const cells = notebook.cells.map((cell, index): Cell => {
    const source = ((cell.cell_type === "code" ? code(index) : undefined) ?? cell.source).replace(/\r\n?/g, "\n");
    const tidy = { ...cell, source: source.replace(/\s+$/, ""), id: uniqueId(cell, ids) };
    if (tidy.cell_type !== "code" || keepOutputs) return tidy;
    return { ...tidy, metadata: clearedCellMetadata(tidy.metadata), outputs: [], execution_count: null };
  });
  return {
    ...notebook,
    cells,
    metadata: keepOutputs ? notebook.metadata : clearedMetadata(notebook.metadata),
    nbformat_minor: Math.max(5, notebook.nbformat_minor),
  };
}

/** A notebook's metadata without a run and without the state of widgets; the inputs that it declares stay. */
function clearedMetadata({ cuaderno, papermill: _papermill, widgets: _widgets, ...others }: JsonObject): JsonObject {
  const { inputs } = (cuaderno ?? {}) as JsonObject;
  return inputs === undefined ? others : { ...others, cuaderno: { inputs } };
}

/** A cell's metadata without a run and without the view of its outputs; its settings stay. */
function clearedCellMetadata(metadata: JsonObject): JsonObject {
  const {
    papermill: _papermill,
    ExecuteTime: _time,
    scrolled: _scrolled,
    collapsed: _collapsed,
    jupyter,
    ...others
  } = withoutRunFacts(metadata);
  if (jupyter === null || typeof jupyter !== "object" || Array.isArray(jupyter)) return others;
  const { outputs_hidden: _hidden, ...view } = jupyter as JsonObject;
  return Object.keys(view).length === 0 ? others : { ...others, jupyter: view };
}

/** The cell's id, or one made from its source; added to `taken`. */
function uniqueId(cell: Cell, taken: Set<string>): string {
  const valid = cell.id !== undefined && /^[a-zA-Z0-9_-]{1,64}$/.test(cell.id) && !taken.has(cell.id);
  let id = valid ? cell.id : undefined;
  for (let copy = 0; id === undefined || (!valid && taken.has(id)); copy++) {
    id = contentHash(`${cell.cell_type}\n${cell.source}\n${copy}`).slice(0, 8);
  }
  taken.add(id);
  return id;
}
