import { describe, expect, it } from "vitest";
import { chiSquareHomogeneity } from "./chi-square-homogeneity.js";

describe("chiSquareHomogeneity", () => {
  it("has the values of scipy.stats.chi2_contingency without correction", () => {
    const found = chiSquareHomogeneity([10, 20, 30], [20, 20, 20]);
    expect(found.statistic).toBeCloseTo(5.333333333333334, 12);
    expect([found.degreesOfFreedom, found.pValue]).toEqual([2, expect.closeTo(0.06948345122280154, 12)]);
    expect(chiSquareHomogeneity([50, 50], [60, 40]).statistic).toBeCloseTo(2.0202020202020203, 12);
  });

  it("leaves out bins that are empty on both sides, and finds nothing in one bin", () => {
    expect(chiSquareHomogeneity([10, 0, 20], [20, 0, 20]).degreesOfFreedom).toBe(1);
    expect(chiSquareHomogeneity([10], [20]).pValue).toBe(1);
  });
});
