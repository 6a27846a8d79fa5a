import type { BinnedMatrix } from "./bin-matrix.js";
import type { Histogram } from "./kernel/tree-kernel.js";

/**
 * The last bin that goes left for a split after `bin`, moved to the middle of the gap between the values of the node's
 * rows: every bin of the gap splits these rows the same way, and the middle is the best guess for other rows.
 */
export function middleOfGap(
  { columnBundles, codeOffsets, codeBinOffsets, codeBins, cuts, cutOffsets }: BinnedMatrix,
  histogram: Histogram,
  feature: number,
  bin: number,
  roundingError: number,
): number {
  const bundle = columnBundles[feature];
  const first = codeOffsets[bundle];
  const map = codeBinOffsets[feature] - first;
  const end = codeOffsets[bundle + 1];
  const cutOffset = cutOffsets[feature];
  let next = cutOffsets[feature + 1] - cutOffset;
  for (let code = first; code < end; code++) {
    const codeBin = codeBins[map + code];
    if (codeBin > bin && codeBin < next && histogram[2 * code + 1] > roundingError) next = codeBin;
  }
  if (next <= bin + 2) return bin;
  const middle = (cuts[cutOffset + bin] + cuts[cutOffset + next - 1]) / 2;
  let best = bin;
  while (best + 1 < next && cuts[cutOffset + best + 1] <= middle) best++;
  return best;
}
