import { checkSameBins } from "./check-same-bins.js";
import { fillEmptyBins } from "./fill-empty-bins.js";
import { toShares } from "./to-shares.js";

/**
 * Kullback-Leibler divergence of the current from the reference distribution, in nats: sum of reference * ln(reference
 * / current). Shares or counts over the same bins; counts are scaled to a total of 1, empty bins get a small share,
 * then both sides are scaled again.
 *
 * @throws ArgumentError when the bins differ or a side is empty
 *
 * @example kullbackLeibler([0.5, 0.5], [0.9, 0.1]) // 0.5108
 */
export function kullbackLeibler(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  checkSameBins("kullbackLeibler", reference, current);
  const before = fillEmptyBins(toShares(reference));
  const after = fillEmptyBins(toShares(current));
  const [first, second] = [total(before), total(after)];
  return before.reduce((sum, share, bin) => {
    const scaled = share / first;
    return sum + scaled * Math.log(scaled / (after[bin] / second));
  }, 0);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
