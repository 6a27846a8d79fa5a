import { firstAbove, firstAtLeast } from "../stats/count-in-bins.js";
import { sortedQuantile } from "../stats/quantile.js";

/** How far the values of a sample spread, with and without its extremes. */
export interface Spread {
  /** Population standard deviation. */
  readonly deviation: number;
  /** The 0.5 % and the 99.5 % quantile. */
  readonly low: number;
  readonly high: number;
  /** Population standard deviation when values beyond these quantiles count as them. */
  readonly cutDeviation: number;
}

const cutShare = 0.005;

/** The spread of ascending values, at least one. */
export function toSpread(sorted: Float64Array): Spread {
  const low = sortedQuantile(sorted, cutShare);
  const high = sortedQuantile(sorted, 1 - cutShare);
  const [deviation, cutDeviation] = deviations(sorted, low, high);
  return { deviation, low, high, cutDeviation };
}

/**
 * Population standard deviations of ascending values: of all, and with values beyond `low`..`high` counted as those
 * limits.
 */
function deviations(sorted: Float64Array, low: number, high: number): readonly [number, number] {
  // The mean is never further than one deviation from the median, so sums around the median lose no precision.
  const centre = sortedQuantile(sorted, 0.5);
  const from = firstAtLeast(sorted, low);
  const to = firstAbove(sorted, high);
  const [below, middle, above] = [
    sumsAround(centre, sorted, 0, from),
    sumsAround(centre, sorted, from, to),
    sumsAround(centre, sorted, to, sorted.length),
  ];
  const under = { sum: from * (low - centre), squares: from * (low - centre) ** 2 };
  const over = { sum: (sorted.length - to) * (high - centre), squares: (sorted.length - to) * (high - centre) ** 2 };
  return [getDeviation([below, middle, above], sorted.length), getDeviation([under, middle, over], sorted.length)];
}

interface Sums {
  readonly sum: number;
  readonly squares: number;
}

function sumsAround(centre: number, values: Float64Array, from: number, to: number): Sums {
  let [sum, squares] = [0, 0];
  for (let row = from; row < to; row++) {
    const deviation = values[row] - centre;
    sum += deviation;
    squares += deviation * deviation;
  }
  return { sum, squares };
}

function getDeviation(parts: readonly Sums[], count: number): number {
  let [sum, squares] = [0, 0];
  for (const part of parts) {
    sum += part.sum;
    squares += part.squares;
  }
  return Math.sqrt(Math.max(squares - (sum * sum) / count, 0) / count);
}
