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
  const bundle = bundleOf[feature] as number;
  const first = codeOffsets[bundle] as number;
  const map = (codeBinOffsets[feature] as number) - first;
  const end = codeOffsets[bundle + 1] as number;
  const cutOffset = cutOffsets[feature] as number;
  let next = (cutOffsets[feature + 1] as number) - cutOffset;
  for (let code = first; code < end; code++) {
    const own = codeBins[map + code] as number;
    if (own > bin && own < next && (histogram[2 * code + 1] as number) > noise) next = own;
  }
  if (next <= bin + 2) return bin;
  const middle = ((cuts[cutOffset + bin] as number) + (cuts[cutOffset + next - 1] as number)) / 2;
  let best = bin;
  while (best + 1 < next && (cuts[cutOffset + best + 1] as number) <= middle) best++;
  return best;
}
