import { cellTags } from "../cells/cell-tags.js";
import type { Cell, Notebook } from "../format/notebook.js";
import { withoutFailureBanner } from "../run/failure-banner.js";
import { pairCells } from "./diff-cells.js";
import { type OutputChange, outputChanges } from "./diff-outputs.js";
import { type LineChange, lineChanges } from "./line-changes.js";

/** How two notebooks differ, cell by cell, in the order of the second. */
export interface NotebookDiff {
  readonly cells: readonly CellDiff[];
  /** How many cells are the same in text, tags, place and meaning of outputs. */
  readonly same: number;
}

/** A cell that is not the same. Cells count from 1. */
export interface CellDiff {
  /** "outputs" when only those differ, "tags" when only those or those and outputs do. */
  readonly kind: "added" | "removed" | "edited" | "moved" | "outputs" | "tags";
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly cellType: Cell["cell_type"];
  /** An edited cell may have moved too. */
  readonly moved: boolean;
  /** All lines of an added, removed or edited cell; none when the text is the same. */
  readonly lines: readonly LineChange[];
  readonly outputs: readonly OutputChange[];
  readonly tagsAdded: readonly string[];
  readonly tagsRemoved: readonly string[];
}

/** How a notebook became another: cells added, removed, moved and edited, and what changed in the meaning of outputs. */
export function diffNotebooks(earlier: Notebook, later: Notebook): NotebookDiff {
  const [before, after] = [withoutFailureBanner(earlier), withoutFailureBanner(later)];
  const pairs = pairCells(before.cells, after.cells);
  const cells = pairs.flatMap(({ before: old, after: fresh, moved }): readonly CellDiff[] => {
    const [oldCell, freshCell] = [cellAt(before, old), cellAt(after, fresh)];
    const cell = freshCell ?? oldCell;
    if (cell === undefined) return [];
    const [oldTags, freshTags] = [oldCell, freshCell].map((side) => (side === undefined ? [] : cellTags(side)));
    const both = oldCell !== undefined && freshCell !== undefined;
    const edited = oldCell?.source !== freshCell?.source;
    const tagsAdded = both ? (freshTags ?? []).filter((tag) => !oldTags?.includes(tag)) : [];
    const tagsRemoved = both ? (oldTags ?? []).filter((tag) => !freshTags?.includes(tag)) : [];
    const outputs =
      oldCell?.cell_type === "code" && freshCell?.cell_type === "code"
        ? outputChanges(oldCell.outputs, freshCell.outputs)
        : [];
    const tags = tagsAdded.length + tagsRemoved.length;
    if (both && !edited && !moved && outputs.length === 0 && tags === 0) return [];
    return [
      {
        kind: kindOf(),
        before: old === undefined ? undefined : old + 1,
        after: fresh === undefined ? undefined : fresh + 1,
        cellType: cell.cell_type,
        moved,
        lines: both
          ? edited
            ? lineChanges(oldCell.source, freshCell.source)
            : []
          : wholeCell(cell, freshCell !== undefined),
        outputs,
        tagsAdded,
        tagsRemoved,
      },
    ];

    function kindOf(): CellDiff["kind"] {
      if (!both) return freshCell === undefined ? "removed" : "added";
      if (edited) return "edited";
      if (moved) return "moved";
      return tags > 0 ? "tags" : "outputs";
    }
  });
  return { cells, same: pairs.length - cells.length };
}

function cellAt(notebook: Notebook, index: number | undefined): Cell | undefined {
  return index === undefined ? undefined : notebook.cells[index];
}

function wholeCell({ source }: Cell, added: boolean): readonly LineChange[] {
  return source.split("\n").map((text) => ({ kind: added ? "added" : "removed", text }));
}
