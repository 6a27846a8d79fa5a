import { ArgumentError } from "../core/errors.js";
import { areaBetween } from "../stats/wasserstein.js";
import type { DriftMethod } from "./drift-method.js";

/** Evidently's smallest divisor. It hides shifts of columns whose values differ by less than about 0.001. */
const smallestScale = 0.001;

/**
 * Wasserstein distance in standard deviations of the reference (of the population, at least 0.001), as Evidently's
 * normed distance.
 *
 * One extreme reading in the reference widens its deviation and hides every shift, so the effect gives a robust second
 * opinion: the same ratio with both samples cut to the reference's 0.5 % .. 99.5 % range, and without the smallest
 * divisor.
 */
export const wassersteinMethod: DriftMethod = {
  name: "wasserstein",
  kinds: ["number"],
  threshold: 0.1,
  scoreIs: "distance",
  atThreshold: true,
  measure(pair) {
    if (pair.kind !== "number")
      throw new ArgumentError(
        `wasserstein: compares numbers, the column is a category; choose a method for categories, such as "chi-square"`,
      );
    const [before, after] = [pair.reference.sorted, pair.current.sorted];
    const { low, high, deviation, cutDeviation } = pair.reference.spread();
    const middle = areaBetween(before, after, low, high);
    const least = Math.min(before[0], after[0]);
    const most = Math.max(before.at(-1) as number, after.at(-1) as number);
    const distance = areaBetween(before, after, least, low) + middle + areaBetween(before, after, high, most);
    const score = distance / Math.max(deviation, smallestScale);
    return cutDeviation > 0 ? { score, effect: { name: robustDistance, value: middle / cutDeviation } } : { score };
  },
};

/** Name of the effect, for those who compare it with the score. */
export const robustDistance = "trimmed distance";
