import { sampleKurtosis, sampleSkewness } from "simple-statistics";
import { mean } from "./mean.js";
import { powerOfTwo } from "./power-of-two.js";
import { sortedQuantile } from "./quantile.js";
import { sortFinite } from "./sort-finite.js";
import { standardDeviation } from "./standard-deviation.js";

/** Summary statistics of a column of numbers. A statistic that needs more values than there are is NaN. */
export interface Summary {
  readonly rowCount: number;
  /** Number of finite values, on which every statistic below is based. */
  readonly count: number;
  /** Number of missing and infinite values. */
  readonly missing: number;
  readonly mean: number;
  /** Sample standard deviation: divided by n - 1. */
  readonly standardDeviation: number;
  readonly minimum: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly maximum: number;
  /** Bias-corrected (`scipy.stats.skew(bias=False)`); needs three values that differ. */
  readonly skewness: number;
  /** Excess kurtosis, bias-corrected (`scipy.stats.kurtosis(bias=False)`); needs four values that differ. */
  readonly kurtosis: number;
}

/**
 * Summary statistics of a column of numbers; NaN and infinities are left out.
 *
 * @example summarize([1, 2, NaN, 3]).median // 2
 */
export function summarize(values: ArrayLike<number>): Summary {
  const sorted = sortFinite(values);
  // simple-statistics only reads its input's length and elements, so a typed array works.
  const power = powerOfTwo(sorted);
  const numbers = (power === 1 ? sorted : sorted.map((value) => value * power)) as unknown as number[];
  const varies = sorted.length > 0 && sorted[0] !== sorted.at(-1);
  return {
    rowCount: values.length,
    count: sorted.length,
    missing: values.length - sorted.length,
    mean: mean(sorted),
    standardDeviation: standardDeviation(sorted),
    minimum: sortedQuantile(sorted, 0),
    lowerQuartile: sortedQuantile(sorted, 0.25),
    median: sortedQuantile(sorted, 0.5),
    upperQuartile: sortedQuantile(sorted, 0.75),
    maximum: sortedQuantile(sorted, 1),
    skewness: varies && sorted.length >= 3 ? sampleSkewness(numbers) : Number.NaN,
    kurtosis: varies && sorted.length >= 4 ? sampleKurtosis(numbers) : Number.NaN,
  };
}
