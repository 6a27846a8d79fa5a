import { exactKolmogorovSmirnov } from "./distributions/exact-kolmogorov-smirnov.js";
import { kolmogorovSurvival } from "./distributions/kolmogorov-survival.js";
import { sortFinite } from "./sort-finite.js";

/** Sample sizes up to this get the exact p-value, as SciPy's `method="auto"`. */
const exactUpTo = 10_000;

/** A two-sample Kolmogorov-Smirnov test. */
export interface KolmogorovSmirnov {
  /** The largest gap between the two cumulative distributions, 0..1. */
  readonly statistic: number;
  /** Two-sided p-value. NaN when a sample is empty. */
  readonly pValue: number;
}

/**
 * The two-sided two-sample Kolmogorov-Smirnov test of the finite values, as `scipy.stats.ks_2samp` by default: the
 * exact p-value when both samples have at most 10,000 values, else Kolmogorov's distribution at n = reference * current
 * / (reference + current), rounded.
 *
 * @example kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]).statistic // 0.5
 */
export function kolmogorovSmirnov(reference: ArrayLike<number>, current: ArrayLike<number>): KolmogorovSmirnov {
  return kolmogorovSmirnovSorted(sortFinite(reference), sortFinite(current));
}

/** The same test for sorted finite values. */
export function kolmogorovSmirnovSorted(reference: Float64Array, current: Float64Array): KolmogorovSmirnov {
  const [first, second] = [reference.length, current.length];
  if (first === 0 || second === 0) return { statistic: Number.NaN, pValue: Number.NaN };
  const statistic = largestGap(reference, current);
  return { statistic, pValue: twoSidedPValue(statistic, first, second) };
}

function twoSidedPValue(statistic: number, first: number, second: number): number {
  if (Math.max(first, second) <= exactUpTo) return exactKolmogorovSmirnov(statistic, first, second);
  return kolmogorovSurvival(statistic, Math.round((first * second) / (first + second)));
}

/** The largest gap between the cumulative shares of sorted values. */
export function largestGap(reference: Float64Array, current: Float64Array): number {
  let [row, other, largest] = [0, 0, 0];
  while (row < reference.length && other < current.length) {
    const value = Math.min(reference[row], current[other]);
    while (row < reference.length && reference[row] <= value) row++;
    while (other < current.length && current[other] <= value) other++;
    const gap = Math.abs(row / reference.length - other / current.length);
    if (gap > largest) largest = gap;
  }
  return largest;
}
