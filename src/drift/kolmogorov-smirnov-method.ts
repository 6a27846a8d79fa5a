import { ArgumentError } from "../core/errors.js";
import { kolmogorovSmirnovSorted } from "../stats/kolmogorov-smirnov.js";
import type { DriftMethod } from "./drift-method.js";

/** Two-sample Kolmogorov-Smirnov test: score is the p-value, effect the largest gap between the cumulative shares. */
export const kolmogorovSmirnovMethod: DriftMethod = {
  name: "kolmogorov-smirnov",
  kinds: ["number"],
  threshold: 0.05,
  scoreIs: "p-value",
  atThreshold: true,
  measure(pair) {
    if (pair.kind !== "number")
      throw new ArgumentError(
        `kolmogorov-smirnov: compares numbers, the column is a category; choose a method for categories, such as "chi-square"`,
      );
    const { statistic, pValue } = kolmogorovSmirnovSorted(pair.reference.sorted, pair.current.sorted);
    return { score: pValue, effect: { name: "largest gap", value: statistic } };
  },
};
