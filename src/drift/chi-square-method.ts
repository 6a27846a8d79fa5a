import { chiSquare } from "../stats/chi-square.js";
import type { DriftMethod } from "./drift-method.js";
import { movedShare } from "./moved-share.js";
import { valueCounts } from "./sample-pair.js";

/**
 * Chi-square test, one bin per value: score is the p-value, effect the share of rows that moved. A new value gives p =
 * 0.
 */
export const chiSquareMethod: DriftMethod = {
  name: "chi-square",
  kinds: ["number", "category"],
  threshold: 0.05,
  scoreIs: "p-value",
  atThreshold: false,
  measure(pair) {
    const counts = valueCounts(pair);
    return { score: chiSquare(counts.reference, counts.current).pValue, effect: movedShare(counts) };
  },
};
