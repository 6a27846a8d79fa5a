import type { BinnedMatrix } from "./bin-matrix.js";
import type { Histogram } from "./kernel/tree-kernel.js";

/**
 * The last bin to go left for a split after `bin`, moved to the middle of the gap between the values that the node's rows have: every
 * bin of the gap parts these rows alike, but its middle is the fairest guess for others.
 */
export function middleOfGap(
  { bundleOf, codeOffsets, codeBinOffsets, codeBins, cuts, cutOffsets }: BinnedMatrix,
  histogram: Histogram,
  feature: number,
  bin: number,
  noise: number,
): number {
  const bundle = bundleOf[feature];
  const first = codeOffsets[bundle];
  const map = codeBinOffsets[feature] - first;
  const end = codeOffsets[bundle + 1];
  const cutOffset = cutOffsets[feature];
  let next = cutOffsets[feature + 1] - cutOffset;
  for (let code = first; code < end; code++) {
    const own = codeBins[map + code];
    if (own > bin && own < next && histogram[2 * code + 1] > noise) next = own;
  }
  if (next <= bin + 2) return bin;
  const middle = (cuts[cutOffset + bin] + cuts[cutOffset + next - 1]) / 2;
  let best = bin;
  while (best + 1 < next && cuts[cutOffset + best + 1] <= middle) best++;
  return best;
}
