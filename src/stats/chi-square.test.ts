import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "../testing/golden-statistics.js";
import { chiSquare } from "./chi-square.js";

describe("chiSquare", () => {
  it.each(goldenStatistics.chiSquares)(
    "agrees with scipy.stats.chisquare: $reference, $current",
    ({ reference, current, statistic, pValue }) => {
      const test = chiSquare(reference, current);
      expectNear(test.statistic, statistic, { relative: 1e-12 });
      expectNear(test.pValue, pValue, { relative: 1e-11 });
    },
  );

  it("has p-value 0 for a new value and 1 for a single value", () => {
    expect(chiSquare([5, 0], [5, 1])).toMatchObject({ statistic: Number.POSITIVE_INFINITY, pValue: 0 });
    expect(chiSquare([5], [7])).toMatchObject({ statistic: 0, pValue: 1 });
  });

  it("counts bins that are empty on both sides only in the degrees of freedom", () => {
    expect(chiSquare([5, 0, 5], [6, 0, 4])).toMatchObject({ statistic: 0.4, degreesOfFreedom: 2 });
  });
});
