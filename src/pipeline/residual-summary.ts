import { ArgumentError } from "../core/errors.js";
import { mapNumbers } from "../core/map-numbers.js";
import { quantile } from "../stats/quantile.js";

/** Residuals of rows whose predictions are about as large. */
export interface ResidualBand {
  readonly count: number;
  /** Mean prediction. */
  readonly predicted: number;
  /** Mean residual: by how much predictions of this size are too low. */
  readonly mean: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/** The distribution of residuals, actual - predicted. */
export interface ResidualSummary {
  readonly residuals: Float64Array;
  /** Mean residual: above 0 predictions are too low on average. */
  readonly bias: number;
  /** Quantiles 0.05, 0.25, 0.5, 0.75 and 0.95. */
  readonly quantiles: readonly [number, number, number, number, number];
  /** About as many rows in each, from small to large predictions. */
  readonly bands: readonly ResidualBand[];
}

/**
 * Residuals with their quantiles, over all rows and by the size of the prediction, which shows errors in one region.
 *
 * @example residualSummary([1, 2, 3], [1, 2, 2], { bands: 1 }).bias // 0.3333333333333333
 */
export function residualSummary(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  { bands = 10 }: { readonly bands?: number | undefined } = {},
): ResidualSummary {
  if (actual.length !== predicted.length || actual.length === 0) {
    throw new ArgumentError(
      `residualSummary: ${actual.length} actual values and ${predicted.length} predictions; give one prediction per row, at least one`,
    );
  }
  const residuals = mapNumbers(actual, (value, row) => value - predicted[row]);
  const order = Array.from({ length: residuals.length }, (_, row) => row).sort((a, b) => predicted[a] - predicted[b]);
  const count = Math.max(1, Math.min(bands, order.length));
  const made = Array.from({ length: count }, (_, band): ResidualBand => {
    const from = Math.round((band * order.length) / count);
    const rows = order.slice(from, Math.round(((band + 1) * order.length) / count));
    const own = rows.map((row) => residuals[row]);
    return {
      count: rows.length,
      predicted: rows.reduce((total, row) => total + predicted[row], 0) / rows.length,
      mean: own.reduce((total, value) => total + value, 0) / rows.length,
      lowerQuartile: quantile(own, 0.25),
      upperQuartile: quantile(own, 0.75),
    };
  });
  const at = (share: number): number => quantile(residuals, share);
  return {
    residuals,
    bias: residuals.reduce((total, value) => total + value, 0) / residuals.length,
    quantiles: [at(0.05), at(0.25), at(0.5), at(0.75), at(0.95)],
    bands: made,
  };
}
