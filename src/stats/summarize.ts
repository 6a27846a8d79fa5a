import { sampleKurtosis, sampleSkewness } from "simple-statistics";
import { mean } from "./mean.js";
import { quantileOfSorted } from "./quantile.js";
import { sortFinite } from "./sort-finite.js";
import { standardDeviation } from "./standard-deviation.js";

/** What a column of numbers looks like. Figures that the column is too short for are NaN. */
export interface Summary {
  readonly rowCount: number;
  /** Finite values, what every figure below is about. */
  readonly count: number;
  /** Missing and infinite values. */
  readonly missing: number;
  readonly mean: number;
  /** Of a sample: divided by n - 1. */
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
 * The summary of a column of numbers, NaN and infinities left out.
 *
 * @example summarize([1, 2, NaN, 3]).median // 2
 */
export function summarize(values: ArrayLike<number>): Summary {
  const sorted = sortFinite(values);
  // simple-statistics only indexes its input and reads its length, which a typed array allows.
  const numbers = sorted as unknown as number[];
  const varies = sorted.length > 0 && sorted[0] !== sorted.at(-1);
  return {
    rowCount: values.length,
    count: sorted.length,
    missing: values.length - sorted.length,
    mean: mean(sorted),
    standardDeviation: standardDeviation(sorted),
    minimum: quantileOfSorted(sorted, 0),
    lowerQuartile: quantileOfSorted(sorted, 0.25),
    median: quantileOfSorted(sorted, 0.5),
    upperQuartile: quantileOfSorted(sorted, 0.75),
    maximum: quantileOfSorted(sorted, 1),
    skewness: varies && sorted.length >= 3 ? sampleSkewness(numbers) : Number.NaN,
    kurtosis: varies && sorted.length >= 4 ? sampleKurtosis(numbers) : Number.NaN,
  };
}
