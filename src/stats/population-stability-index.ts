import { checkSameBins } from "./check-same-bins.js";
import { fillEmptyBins } from "./fill-empty-bins.js";

/**
 * Population stability index between two binned distributions: sum of (reference - current) * ln(reference / current).
 * Shares are fractions of each sample, over the same bins in the same order; empty bins are filled as `fillEmptyBins` says.
 * Usual reading: below 0.1 stable, above 0.25 moved.
 *
 * @example populationStabilityIndex([0.5, 0.5], [0.9, 0.1]) // 0.8789
 */
export function populationStabilityIndex(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  checkSameBins("populationStabilityIndex", reference, current);
  const before = fillEmptyBins(reference);
  const after = fillEmptyBins(current);
  return before.reduce((total, share, bin) => {
    const other = after[bin];
    return total + (share - other) * Math.log(share / other);
  }, 0);
}
