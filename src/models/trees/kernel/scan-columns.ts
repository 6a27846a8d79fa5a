import { planWidth } from "./plan-columns.js";
import type { ColumnPlan, Histogram, SplitRoom } from "./tree-kernel.js";

/** Scans the bins in the room for a split with a score above `best`, as `scanColumn` does. */
export type Scan = (feature: number, cutCount: number, mayMiss: boolean, best: number) => boolean;

/** `TreeKernel.findSplit` in JavaScript, over any scan of one column. */
export function scanColumns(plan: ColumnPlan, histogram: Histogram, room: SplitRoom, best: number, scan: Scan): number {
  const { entries } = plan;
  room.listEnds.fill(0);
  let highest = best;
  let chosen = -1;
  for (let column = 0; column < plan.count; column++) {
    const entry = column * planWidth;
    const first = entries[entry + 1];
    const listEnd = listedCodes(room, histogram, entries[entry], first, entries[entry + 2]);
    sumToBins(room, histogram, entries[entry + 3], first, entries[entry + 6], listEnd);
    const cutCount = entries[entry + 4];
    if (!scan(entries[entry + 7], cutCount, entries[entry + 5] === 1, highest)) continue;
    highest = room.found[0];
    chosen = column;
  }
  return chosen;
}

/** Lists the codes of a bundle that have a hessian, counted from its first, once; gives the end of the list, counted from 1. */
function listedCodes(
  { codeList, listEnds }: SplitRoom,
  histogram: Histogram,
  bundle: number,
  first: number,
  end: number,
): number {
  const known = listEnds[bundle];
  if (known > 0) return known - 1;
  let next = first;
  for (let code = first; code < end; code++) {
    codeList[next] = code - first;
    next += histogram[2 * code + 1] === 0 ? 0 : 1;
  }
  listEnds[bundle] = next + 1;
  return next;
}

/** Sums the listed codes of a bundle up to a column's bins: in a small node they are few. */
function sumToBins(
  { bins, codeBins, codeList }: SplitRoom,
  histogram: Histogram,
  binCount: number,
  first: number,
  map: number,
  listEnd: number,
): void {
  bins.fill(0, 0, 2 * binCount);
  for (let place = first; place < listEnd; place++) {
    const code = codeList[place];
    const source = 2 * (first + code);
    const bin = 2 * codeBins[map + code];
    bins[bin] = bins[bin] + histogram[source];
    bins[bin + 1] = bins[bin + 1] + histogram[source + 1];
  }
}
