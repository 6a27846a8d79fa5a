import { ArgumentError } from "../../core/errors.js";
import { checkSameLength } from "./check-same-length.js";
import { overflowScale, timesScale } from "./overflow-scale.js";

/**
 * Loss of a predicted quantile: the mean of quantile x (actual - predicted) where actual is above, (1 - quantile) x
 * (predicted - actual) below. It is minimal when the share `quantile` of the rows is below the prediction. At 0.5 it is
 * half the mean absolute error.
 *
 * @example pinballLoss([1, 2, 3], [0, 2, 4], { quantile: 0.1 }) // 0.3333333333333333
 */
export function pinballLoss(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  { quantile }: { readonly quantile: number },
): number {
  checkSameLength("pinballLoss", actual, predicted);
  if (!(quantile >= 0 && quantile <= 1)) {
    throw new ArgumentError(
      `pinballLoss: expected quantile to be from 0 to 1, got ${quantile}; pass the quantile that the model predicts, such as 0.9`,
    );
  }
  let total = 0;
  for (let row = 0; row < actual.length; row++) {
    const over = actual[row] - predicted[row];
    total += over >= 0 ? quantile * over : (quantile - 1) * over;
  }
  const scale = overflowScale(total, actual, predicted);
  if (scale < 1) return pinballLoss(timesScale(actual, scale), timesScale(predicted, scale), { quantile }) / scale;
  return total / actual.length;
}
