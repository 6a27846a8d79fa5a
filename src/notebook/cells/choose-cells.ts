import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import type { Cell } from "../format/notebook.js";
import { cellTags } from "./cell-tags.js";

/** Which cells of a notebook run. */
export interface CellChoice {
  /** The last cell to run: `cell-5`, `5`, the id of a cell, or a tag (its first cell). */
  readonly until?: string | undefined;
  /**
   * Only cells with one of these tags, and what they depend on: the cells of parameters, cells tagged `setup`, and
   * cells that import.
   */
  readonly onlyTags?: readonly string[] | undefined;
  /** No cells with one of these tags, whatever else they are. */
  readonly skipTags?: readonly string[] | undefined;
}

/** A code cell with its name in errors. */
export interface LabelledCell {
  readonly cell: Cell;
  readonly label: string;
}

const neverRun = ["skip", "skip-execution", "skip-headless"];

/** Whether cells with a tag do not run headlessly. */
export function isNeverRun(tag: string): boolean {
  return neverRun.includes(tag);
}

/**
 * For each cell the reason why it does not run, or undefined. Cells tagged `skip-execution` (as in nbclient and Jupyter
 * Book), `skip` or `skip-headless` do not run here; in JupyterLab, which ignores these tags, they do. Cells tagged
 * `only-headless` run in both: a cell that must not run in JupyterLab checks `process.env.CUADERNO_NOTEBOOK`, which
 * only a headless run sets.
 *
 * @throws ArgumentError for a choice that matches no cell
 */
export function chooseCells(
  cells: readonly LabelledCell[],
  { until, onlyTags = [], skipTags = [] }: CellChoice,
  path: string,
): readonly (string | undefined)[] {
  const last = until === undefined ? cells.length - 1 : lastCell(cells, until, path);
  const known = [...new Set(cells.flatMap(({ cell }) => cellTags(cell)))];
  for (const tag of onlyTags) {
    if (!known.includes(tag)) {
      throw new ArgumentError(`runNotebook: ${path}: no cell has the tag "${tag}"${didYouMean(tag, known)}`);
    }
  }
  return cells.map(({ cell }, index) => {
    const tags = cellTags(cell);
    const skipping = tags.find((tag) => isNeverRun(tag) || skipTags.includes(tag));
    if (skipping !== undefined) return `tagged ${skipping}`;
    if (index > last) return `after ${until}`;
    if (onlyTags.length === 0 || tags.some((tag) => onlyTags.includes(tag)) || isBasis(cell)) return undefined;
    return `not tagged ${onlyTags.join(" or ")}`;
  });
}

function lastCell(cells: readonly LabelledCell[], until: string, path: string): number {
  const tests: readonly ((cell: LabelledCell) => boolean)[] = [
    ({ label }) => label === until || label === `cell-${until}`,
    ({ cell }) => cell.id === until,
    ({ cell }) => cellTags(cell).includes(until),
  ];
  for (const test of tests) {
    const found = cells.findIndex(test);
    if (found >= 0) return found;
  }
  const names = cells.flatMap(({ cell, label }) => [label, ...cellTags(cell)]);
  throw new ArgumentError(
    `runNotebook: ${path}: no cell "${until}"${didYouMean(until, names)}; name a code cell as cell-5, by its id or by a tag`,
  );
}

/** Whether other cells depend on a cell. */
function isBasis(cell: Cell): boolean {
  const tags = cellTags(cell);
  if (["parameters", "injected-parameters", "setup"].some((tag) => tags.includes(tag))) return true;
  return /^(import\b|from\s+\S+\s+import\b)/m.test(cell.source);
}
