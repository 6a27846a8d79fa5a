import { ArgumentError } from "../core/errors.js";
import { quantileOfSorted } from "../stats/quantile.js";
import { wassersteinOfSorted } from "../stats/wasserstein.js";
import type { DriftMethod } from "./drift-method.js";

/** Evidently's smallest divisor. It hides shifts of columns whose values differ by less than about 0.001. */
const smallestScale = 0.001;
const trimmedShare = 0.005;

/**
 * Wasserstein distance in standard deviations of the reference (of the population, at least 0.001), as Evidently's normed distance.
 *
 * One extreme reading in the reference widens its deviation and hides every shift, so the effect gives a robust second opinion: the same
 * ratio with both samples cut to the reference's 0.5 % .. 99.5 % range, and without the smallest divisor.
 */
export const wassersteinMethod: DriftMethod = {
  name: "wasserstein",
  kinds: ["number"],
  threshold: 0.1,
  scoreIs: "distance",
  atThreshold: true,
  measure(pair) {
    if (pair.kind !== "number") throw new ArgumentError("wasserstein: compares numbers, the column is a category");
    const [before, after] = [pair.reference.sorted, pair.current.sorted];
    const score = wassersteinOfSorted(before, after) / Math.max(deviationWithin(before), smallestScale);
    const low = quantileOfSorted(before, trimmedShare);
    const high = quantileOfSorted(before, 1 - trimmedShare);
    const scale = deviationWithin(before, low, high);
    if (!(scale > 0)) return { score };
    return {
      score,
      effect: { name: robustDistance, value: wassersteinOfSorted(before, after, { low, high }) / scale },
    };
  },
};

/** Name of the effect, for those who compare it with the score. */
export const robustDistance = "robust distance, extremes cut";

/** Population standard deviation of values that are cut to a range. */
function deviationWithin(
  values: Float64Array,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
): number {
  let total = 0;
  for (let row = 0; row < values.length; row++) total += cut(values[row] as number, low, high);
  const centre = total / values.length;
  let [squares, rest] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    const deviation = cut(values[row] as number, low, high) - centre;
    squares += deviation * deviation;
    rest += deviation;
  }
  // The second term takes back the rounding error of the mean.
  return Math.sqrt(Math.max(squares - (rest * rest) / values.length, 0) / values.length);
}

function cut(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
