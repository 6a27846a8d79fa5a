import { ArgumentError } from "../../core/errors.js";
import { quantile } from "../../stats/quantile.js";
import { checkSameLength } from "./check-same-length.js";
import { refuseClasses, type ScoreOptions } from "./check-scores.js";

/** Rows with similar probabilities. */
export interface CalibrationBin {
  readonly count: number;
  /** Mean of the predicted probabilities. */
  readonly predicted: number;
  /** Share of rows of class 1. */
  readonly actual: number;
}

export interface CalibrationOptions extends ScoreOptions {
  /** Number of bins. @default 10 */
  readonly bins?: number | undefined;
  /** `uniform` bins have the same width, `quantile` bins about the same number of rows. @default "uniform" */
  readonly cut?: "uniform" | "quantile" | undefined;
}

/**
 * Predicted and actual shares of class 1, from low to high probability, without empty bins. As scikit-learn's
 * calibration_curve.
 *
 * @example calibrationBins([0, 1], [0.2, 0.8], { bins: 2 })[1].actual // 1
 */
export function calibrationBins(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { bins = 10, cut = "uniform", allowClasses }: CalibrationOptions = {},
): readonly CalibrationBin[] {
  checkSameLength("calibrationBins", actual, probabilities);
  refuseClasses("calibrationBins", [probabilities], { allowClasses });
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ArgumentError(
      `calibrationBins: expected bins to be an integer >= 1, got ${bins}; pass bins: 10, or leave it out`,
    );
  }
  const edges = Array.from({ length: bins - 1 }, (_, index) =>
    cut === "uniform" ? (index + 1) / bins : quantile(probabilities, (index + 1) / bins),
  );
  const sums = Array.from({ length: bins }, () => ({ count: 0, predicted: 0, actual: 0 }));
  for (let row = 0; row < actual.length; row++) {
    const value = probabilities[row];
    if (!(value >= 0 && value <= 1)) {
      throw new ArgumentError(
        `calibrationBins: expected probabilities from 0 to 1, got ${value} at row index ${row}; pass predicted probabilities, not scores`,
      );
    }
    // A value on an edge belongs to the bin below it.
    const index = edges.findIndex((edge) => value <= edge);
    const sum = sums[index < 0 ? bins - 1 : index];
    if (sum === undefined) continue;
    sum.count += 1;
    sum.predicted += value;
    sum.actual += actual[row];
  }
  return sums
    .filter(({ count }) => count > 0)
    .map((sum) => ({ count: sum.count, predicted: sum.predicted / sum.count, actual: sum.actual / sum.count }));
}
