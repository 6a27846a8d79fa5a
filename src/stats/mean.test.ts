import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics, sampleFrom } from "../testing/golden-statistics.js";
import { mean } from "./mean.js";

describe("mean", () => {
  it.each(goldenStatistics.descriptive)("agrees with NumPy: $sample", ({ sample, mean: expected }) => {
    expectNear(mean(sampleFrom(sample)), expected, { relative: 1e-14 });
  });

  it("follows a shift and a scale, and ignores order and missing values", () => {
    const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 9 }), (sample, shift, scale) => {
        const moved = [Number.NaN, ...sample.map((value) => value * scale + shift)].reverse();
        expectNear(mean(moved), mean(sample) * scale + shift, { absolute: 1e-9 });
      }),
    );
  });

  it("is NaN without values", () => expect(mean([Number.NaN])).toBeNaN());
});
