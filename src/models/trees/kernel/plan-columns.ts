import type { BinnedMatrix } from "../bin-matrix.js";
import type { ColumnPlan } from "./tree-kernel.js";

/** How many numbers a plan holds for each column. */
export const planEntrySize = 8;

/**
 * Writes what the loops need to know about each column to `entries`: its bundle, the bundle's first code and the one
 * after its last, the number of bins and of cuts, 1 where values may be missing plus 2 where it is alone in its bundle,
 * whose codes are its bins, where the bins of its codes begin, and its index among all columns.
 */
export function planColumns(binned: BinnedMatrix, features: Int32Array, entries: Int32Array): ColumnPlan {
  const { columnBundles, codeOffsets, binOffsets, cutOffsets, hasMissing, codeBinOffsets } = binned;
  const columnCounts = new Uint16Array(codeOffsets.length - 1);
  for (const bundle of columnBundles) columnCounts[bundle] += 1;
  features.forEach((feature, index) => {
    const bundle = columnBundles[feature];
    entries.set(
      [
        bundle,
        codeOffsets[bundle],
        codeOffsets[bundle + 1],
        binOffsets[feature + 1] - binOffsets[feature],
        cutOffsets[feature + 1] - cutOffsets[feature],
        hasMissing[feature] + (columnCounts[bundle] === 1 ? 2 : 0),
        codeBinOffsets[feature],
        feature,
      ],
      index * planEntrySize,
    );
  });
  return { count: features.length, entries };
}
