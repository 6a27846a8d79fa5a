import { mapNumbers } from "../core/map-numbers.js";
/**
 * Shares with every 0 replaced by a small share, so that logarithms are finite: 0.0001, or a millionth of the smallest
 * share above 0 when that is 0.0001 or less (Evidently's rule). The result is not rescaled to a total of 1.
 *
 * @example fillEmptyBins([0.5, 0, 0.5]) // [0.5, 0.0001, 0.5]
 */
export function fillEmptyBins(shares: ArrayLike<number>): Float64Array {
  let smallest = Number.POSITIVE_INFINITY;
  for (let bin = 0; bin < shares.length; bin++) {
    const share = shares[bin];
    if (share > 0 && share < smallest) smallest = share;
  }
  const filler = smallest <= 0.0001 ? smallest / 1e6 : 0.0001;
  return mapNumbers(shares, (share) => (share === 0 ? filler : share));
}
