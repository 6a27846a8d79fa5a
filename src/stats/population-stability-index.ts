import { checkSameBins } from "./check-same-bins.js";
import { fillEmptyBins } from "./fill-empty-bins.js";
import { toShares } from "./to-shares.js";

/**
 * Population stability index between two binned distributions: sum of (reference - current) * ln(reference / current).
 * Shares or counts over the same bins in the same order; counts are scaled to a total of 1, then empty bins get a small
 * share. Usual reading: below 0.1 stable, above 0.25 moved.
 *
 * @example populationStabilityIndex([0.5, 0.5], [0.9, 0.1]) // 0.8789
 */
export function populationStabilityIndex(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  checkSameBins("populationStabilityIndex", reference, current);
  const before = fillEmptyBins(toShares(reference));
  const after = fillEmptyBins(toShares(current));
  return before.reduce((total, share, bin) => {
    const other = after[bin];
    return total + (share - other) * Math.log(share / other);
  }, 0);
}
