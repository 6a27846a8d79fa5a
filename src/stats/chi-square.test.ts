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

  it("is certain of a change when a new value comes up, and of none when there is one value", () => {
    expect(chiSquare([5, 0], [5, 1])).toMatchObject({ statistic: Number.POSITIVE_INFINITY, pValue: 0 });
    expect(chiSquare([5], [7])).toMatchObject({ statistic: 0, pValue: 1 });
  });

  it("ignores bins that both sides leave empty but for the degrees of freedom", () => {
    expect(chiSquare([5, 0, 5], [6, 0, 4])).toMatchObject({ statistic: 0.4, degreesOfFreedom: 2 });
  });
});
