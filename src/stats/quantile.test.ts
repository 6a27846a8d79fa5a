import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics, sampleFrom } from "../testing/golden-statistics.js";
import { quantile } from "./quantile.js";

describe("quantile", () => {
  it.each(goldenStatistics.descriptive)("agrees with NumPy: $sample", (golden) => {
    const sample = sampleFrom(golden.sample);
    for (const [probability, expected] of golden.quantiles) {
      expectNear(quantile(sample, probability), expected, { relative: 1e-14, absolute: 1e-15 });
    }
  });

  it("follows a shift and a scale, and ignores order and missing values", () => {
    const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 9 }), (sample, shift, scale) => {
        const moved = [Number.NaN, ...sample.map((value) => value * scale + shift)].reverse();
        expectNear(quantile(moved, 0.3), quantile(sample, 0.3) * scale + shift, { absolute: 1e-9 });
      }),
    );
  });

  it("is NaN without values", () => expect(quantile([], 0.5)).toBeNaN());

  it("refuses a probability outside 0..1", () => {
    expect(() => quantile([1], 1.5)).toThrow("quantile: probability must be in 0..1, got 1.5");
  });
});
