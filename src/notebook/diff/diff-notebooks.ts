import { cellTags } from "../cells/cell-tags.js";
import type { Cell, Notebook } from "../format/notebook.js";
import { withoutFailureBanner } from "../run/failure-banner.js";
import { attachmentChanges } from "./attachment-changes.js";
import { compareOutputs, type OutputChange } from "./compare-outputs.js";
import { type LineChange, lineChanges } from "./line-changes.js";
import { type CellPair, pairCells } from "./pair-cells.js";

/** How two notebooks differ, cell by cell, in the order of the second. */
export interface NotebookDiff {
  readonly cells: readonly CellDiff[];
  /** How many cells are the same in source, tags, position, attached pictures and meaning of outputs. */
  readonly same: number;
}

/** A cell that is not the same. Cells count from 1. */
export interface CellDiff {
  /** "tags", "attachments", "outputs": source and position are the same; the first of these that differs. */
  readonly kind: "added" | "removed" | "edited" | "moved" | "tags" | "attachments" | "outputs";
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly cellType: Cell["cell_type"];
  /** An edited cell may have moved too. */
  readonly moved: boolean;
  /** All lines of an added, removed or edited cell; none when the source is the same. */
  readonly lines: readonly LineChange[];
  readonly outputs: readonly OutputChange[];
  /** Attached pictures that differ, one sentence each. */
  readonly attachments: readonly string[];
  readonly tagsAdded: readonly string[];
  readonly tagsRemoved: readonly string[];
}

/**
 * How a notebook became another: cells added, removed, moved and edited, and what changed in attached pictures and in
 * the meaning of outputs.
 *
 * @example diffNotebooks(notebook, notebook).cells // []
 */
export function diffNotebooks(earlier: Notebook, later: Notebook): NotebookDiff {
  const [before, after] = [withoutFailureBanner(earlier).cells, withoutFailureBanner(later).cells];
  const pairs = pairCells(before, after);
  const cells = pairs.flatMap((pair) => cellDiff(pair, getCell(before, pair.before), getCell(after, pair.after)));
  return { cells, same: pairs.length - cells.length };
}

function getCell(cells: readonly Cell[], index: number | undefined): Cell | undefined {
  return index === undefined ? undefined : cells[index];
}

function cellDiff(
  { before, after, moved }: CellPair,
  old: Cell | undefined,
  now: Cell | undefined,
): readonly CellDiff[] {
  const cell = now ?? old;
  if (cell === undefined) return [];
  const numbers = {
    before: before === undefined ? undefined : before + 1,
    after: after === undefined ? undefined : after + 1,
    cellType: cell.cell_type,
    moved,
  };
  if (old === undefined || now === undefined) {
    const [kind, line] = now === undefined ? (["removed", "removed"] as const) : (["added", "added"] as const);
    const lines = cell.source.split("\n").map((text): LineChange => ({ kind: line, text }));
    return [{ kind, ...numbers, lines, outputs: [], attachments: [], tagsAdded: [], tagsRemoved: [] }];
  }
  const [oldTags, tags] = [cellTags(old), cellTags(now)];
  const found = {
    lines: old.source === now.source ? [] : lineChanges(old.source, now.source),
    outputs:
      old.cell_type === "code" && now.cell_type === "code"
        ? compareOutputs(old.outputs, now.outputs, { tolerance: 0, strict: true })
        : [],
    attachments: attachmentChanges(old, now),
    tagsAdded: tags.filter((tag) => !oldTags.includes(tag)),
    tagsRemoved: oldTags.filter((tag) => !tags.includes(tag)),
  };
  const kind = diffKind(found, moved);
  return kind === undefined ? [] : [{ kind, ...numbers, ...found }];
}

function diffKind(
  {
    lines,
    outputs,
    attachments,
    tagsAdded,
    tagsRemoved,
  }: Pick<CellDiff, "lines" | "outputs" | "attachments" | "tagsAdded" | "tagsRemoved">,
  moved: boolean,
): CellDiff["kind"] | undefined {
  if (lines.length > 0) return "edited";
  if (moved) return "moved";
  if (tagsAdded.length + tagsRemoved.length > 0) return "tags";
  if (attachments.length > 0) return "attachments";
  return outputs.length > 0 ? "outputs" : undefined;
}
