import { planEntrySize } from "./plan-columns.js";
import type { ColumnPlan, Histogram, SplitWorkspace } from "./tree-kernel.js";

/** Scans the bins in the workspace for a split with a score above `best`, as `scanColumn` does. */
export type Scan = (feature: number, cutCount: number, mayMiss: boolean, best: number) => boolean;

/** `TreeKernel.findSplit` in JavaScript, over any scan of one column. */
export function scanColumns(
  plan: ColumnPlan,
  histogram: Histogram,
  workspace: SplitWorkspace,
  best: number,
  scan: Scan,
): number {
  const { entries } = plan;
  workspace.positions.fill(0);
  let highest = best;
  let chosen = -1;
  for (let column = 0; column < plan.count; column++) {
    const entry = column * planEntrySize;
    const first = entries[entry + 1];
    const listEnd = listCodes(workspace, histogram, entries[entry], first, entries[entry + 2]);
    sumToBins(workspace, histogram, entries[entry + 3], first, entries[entry + 6], listEnd);
    const cutCount = entries[entry + 4];
    if (!scan(entries[entry + 7], cutCount, (entries[entry + 5] & 1) === 1, highest)) continue;
    highest = workspace.found[0];
    chosen = column;
  }
  return chosen;
}

/**
 * Lists the codes of a bundle that have a hessian, relative to its first, at most once; returns the end of the list,
 * counted from 1.
 */
function listCodes(
  { codeList, positions }: SplitWorkspace,
  histogram: Histogram,
  bundle: number,
  first: number,
  end: number,
): number {
  const listed = positions[bundle];
  if (listed > 0) return listed - 1;
  let next = first;
  for (let code = first; code < end; code++) {
    codeList[next] = code - first;
    next += histogram[2 * code + 1] === 0 ? 0 : 1;
  }
  positions[bundle] = next + 1;
  return next;
}

/** Sums the listed codes of a bundle into a column's bins: a small node has few. */
function sumToBins(
  { bins, codeBins, codeList }: SplitWorkspace,
  histogram: Histogram,
  binCount: number,
  first: number,
  map: number,
  listEnd: number,
): void {
  bins.fill(0, 0, 2 * binCount);
  for (let position = first; position < listEnd; position++) {
    const code = codeList[position];
    const source = 2 * (first + code);
    const bin = 2 * codeBins[map + code];
    bins[bin] = bins[bin] + histogram[source];
    bins[bin + 1] = bins[bin + 1] + histogram[source + 1];
  }
}
