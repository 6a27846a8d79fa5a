import { ArgumentError } from "../core/errors.js";
import { firstAbove, firstAtLeast } from "../stats/count-in-bins.js";
import { quantileOfSorted } from "../stats/quantile.js";
import { areaBetween } from "../stats/wasserstein.js";
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
    const low = quantileOfSorted(before, trimmedShare);
    const high = quantileOfSorted(before, 1 - trimmedShare);
    const [all, trimmed] = deviations(before, low, high);
    const middle = areaBetween(before, after, low, high);
    const least = Math.min(before[0] as number, after[0] as number);
    const most = Math.max(before.at(-1) as number, after.at(-1) as number);
    const distance = areaBetween(before, after, least, low) + middle + areaBetween(before, after, high, most);
    const score = distance / Math.max(all, smallestScale);
    return trimmed > 0 ? { score, effect: { name: robustDistance, value: middle / trimmed } } : { score };
  },
};

/** Name of the effect, for those who compare it with the score. */
export const robustDistance = "extremes cut";

/** Population standard deviations of ascending values: of all, and with values beyond `low`..`high` counted as those limits. */
function deviations(sorted: Float64Array, low: number, high: number): readonly [number, number] {
  // The mean is never further than one deviation from the median, so sums around the median lose no precision.
  const centre = quantileOfSorted(sorted, 0.5);
  const from = firstAtLeast(sorted, low);
  const to = firstAbove(sorted, high);
  const [below, middle, above] = [
    sumsAround(centre, sorted, 0, from),
    sumsAround(centre, sorted, from, to),
    sumsAround(centre, sorted, to, sorted.length),
  ];
  const under = { sum: from * (low - centre), squares: from * (low - centre) ** 2 };
  const over = { sum: (sorted.length - to) * (high - centre), squares: (sorted.length - to) * (high - centre) ** 2 };
  return [deviationOf([below, middle, above], sorted.length), deviationOf([under, middle, over], sorted.length)];
}

interface Sums {
  readonly sum: number;
  readonly squares: number;
}

function sumsAround(centre: number, values: Float64Array, from: number, to: number): Sums {
  let [sum, squares] = [0, 0];
  for (let row = from; row < to; row++) {
    const deviation = (values[row] as number) - centre;
    sum += deviation;
    squares += deviation * deviation;
  }
  return { sum, squares };
}

function deviationOf(parts: readonly Sums[], count: number): number {
  let [sum, squares] = [0, 0];
  for (const part of parts) {
    sum += part.sum;
    squares += part.squares;
  }
  return Math.sqrt(Math.max(squares - (sum * sum) / count, 0) / count);
}
