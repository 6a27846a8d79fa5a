import { firstAbove, firstAtLeast } from "../stats/count-in-bins.js";
import { exactKolmogorovSmirnov } from "../stats/distributions/exact-kolmogorov-smirnov.js";
import { kolmogorovSurvival } from "../stats/distributions/kolmogorov-survival.js";
import { largestGap } from "../stats/kolmogorov-smirnov.js";
import { beyond, type ChangeTest } from "./change-test.js";
import { formatScore } from "./format-score.js";
import type { SamplePair } from "./sample-pair.js";

/** Mean of Kolmogorov's distribution: sqrt(pi / 2) ln 2. */
const meanGap = 0.868_731_160_636_159;
/** The exact p-value counts paths; beyond this many pairs of rows the limit distribution is exact enough. */
const mostPairs = 2_000_000;
/** A value that more rows than this hold, such as 0 mm of rain, hides the others: they are also compared alone. */
const dominatingShare = 0.5;
/** The others are a part of the rows only. */
const othersWeight = 0.5;

/**
 * The tests of a number column: the largest gap between the cumulative shares, by Kolmogorov and Smirnov, which no
 * extreme value can widen; and the same of the values other than one that dominates the reference.
 */
export function numberTests(
  pair: SamplePair & { readonly kind: "number" },
  minimumRows: number,
): readonly ChangeTest[] {
  const { reference, current } = pair;
  const all = gapTest("values", reference.sorted, current.sorted, 1);
  const dominating = dominatingValue(reference.sorted);
  if (dominating === undefined) return [all];
  const [before, after] = [without(reference.sorted, dominating), without(current.sorted, dominating)];
  if (Math.min(before.length, after.length) < minimumRows) return [all];
  return [all, gapTest("other values", before, after, othersWeight)];
}

function gapTest(
  about: "values" | "other values",
  before: Float64Array,
  after: Float64Array,
  weight: number,
): ChangeTest {
  const measured = largestGap(before, after);
  const [first, second] = [before.length, after.length];
  const byChance = meanGap * Math.sqrt(1 / first + 1 / second);
  const what = about === "values" ? "values" : "values other than the most frequent one";
  return {
    about,
    measured,
    byChance,
    size: weight * beyond(measured, byChance),
    pValue:
      first * second <= mostPairs
        ? exactKolmogorovSmirnov(measured, first, second)
        : kolmogorovSurvival(measured, Math.round((first * second) / (first + second))),
    reason: `${what} moved: largest gap ${formatScore(measured)}, by chance ${formatScore(byChance)}`,
  };
}

function dominatingValue(sorted: Float64Array): number | undefined {
  const value = sorted[sorted.length >> 1] as number;
  const count = firstAbove(sorted, value) - firstAtLeast(sorted, value);
  return count >= dominatingShare * sorted.length && count < sorted.length ? value : undefined;
}

function without(sorted: Float64Array, value: number): Float64Array {
  const [from, to] = [firstAtLeast(sorted, value), firstAbove(sorted, value)];
  const others = new Float64Array(sorted.length - (to - from));
  others.set(sorted.subarray(0, from));
  others.set(sorted.subarray(to), from);
  return others;
}
