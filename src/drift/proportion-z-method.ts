import { ArgumentError } from "../core/errors.js";
import { proportionZ } from "../stats/proportion-z.js";
import type { DriftMethod } from "./drift-method.js";
import { movedShare } from "./moved-share.js";
import { presentCount } from "./sample.js";
import { distinctValues, valueCounts } from "./sample-pair.js";

/**
 * Two-proportion z test of a column with at most two values: score is the p-value, effect the share of rows that moved.
 * More values are refused; Evidently would silently lump all but the first.
 */
export const proportionZMethod: DriftMethod = {
  name: "proportion-z",
  kinds: ["number", "category"],
  threshold: 0.05,
  scoreIs: "p-value",
  atThreshold: false,
  measure(pair) {
    if (distinctValues(pair, 3) > 2) {
      throw new ArgumentError(`proportion-z: compares columns of two values, this one has more; use "chi-square"`);
    }
    const counts = valueCounts(pair);
    const { pValue } = proportionZ(
      { hits: counts.reference[0], count: presentCount(pair.reference) },
      { hits: counts.current[0], count: presentCount(pair.current) },
    );
    return { score: pValue, effect: movedShare(counts) };
  },
};
