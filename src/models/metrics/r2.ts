import { checkSameLength } from "./check-same-length.js";
import { overflowScale, timesScale } from "./overflow-scale.js";

/**
 * Share of the target's variance that the prediction explains: 1 - squared errors / squared differences from the mean
 * of `actual`.
 *
 * 1 is perfect, 0 as good as the mean of these rows, below 0 is worse. When all actual values are equal, the result is
 * 1 for a perfect prediction and 0 otherwise, as scikit-learn.
 *
 * @example r2([1, 2, 3], [1, 2, 4]) // 0.5
 */
export function r2(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkSameLength("r2", actual, predicted);
  const count = actual.length;
  const first = actual[0];
  let mean = 0;
  for (let row = 0; row < count; row++) mean += (actual[row] - first) / count;
  mean += first;
  let errors = 0;
  let spread = 0;
  for (let row = 0; row < count; row++) {
    errors += (actual[row] - predicted[row]) ** 2;
    spread += (actual[row] - mean) ** 2;
  }
  const scale = overflowScale(errors + spread, actual, predicted);
  if (scale < 1) return r2(timesScale(actual, scale), timesScale(predicted, scale));
  if (spread === 0) return errors === 0 ? 1 : 0;
  return 1 - errors / spread;
}
