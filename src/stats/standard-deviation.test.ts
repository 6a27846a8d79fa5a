import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics, sampleFrom } from "../testing/golden-statistics.js";
import { standardDeviation } from "./standard-deviation.js";

describe("standardDeviation", () => {
  it.each(goldenStatistics.descriptive)("agrees with NumPy: $sample", (golden) => {
    const sample = sampleFrom(golden.sample);
    // Values near a million that differ by a thousandth: doubles are precise to 1e-9 of the deviation.
    expectNear(standardDeviation(sample), golden.sampleDeviation);
    expectNear(standardDeviation(sample, { of: "population" }), golden.populationDeviation);
  });

  it("follows a scale, and ignores a shift, order and missing values", () => {
    const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 9 }), (sample, shift, scale) => {
        const moved = [Number.NaN, ...sample.map((value) => value * scale + shift)].reverse();
        expectNear(standardDeviation(moved), standardDeviation(sample) * scale, { absolute: 1e-9 });
      }),
    );
  });

  it("is NaN for a sample of one value and 0 for a population of one", () => {
    expect(standardDeviation([7])).toBeNaN();
    expect(standardDeviation([7], { of: "population" })).toBe(0);
  });
});
