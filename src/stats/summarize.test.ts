import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics, sampleFrom } from "../testing/golden-statistics.js";
import { mean } from "./mean.js";
import { quantile } from "./quantile.js";
import { standardDeviation } from "./standard-deviation.js";
import { summarize } from "./summarize.js";

const numbers = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 40 });

describe("descriptive numbers", () => {
  it.each(goldenStatistics.descriptive)("agree with NumPy and SciPy: $sample", (golden) => {
    const sample = sampleFrom(golden.sample);
    expectNear(mean(sample), golden.mean, { relative: 1e-14 });
    // Values near a million that differ by a thousandth: 1e-9 of the deviation is all that doubles can hold.
    expectNear(standardDeviation(sample), golden.sampleDeviation);
    expectNear(standardDeviation(sample, { of: "population" }), golden.populationDeviation);
    for (const [probability, expected] of golden.quantiles)
      expectNear(quantile(sample, probability), expected, { relative: 1e-14, absolute: 1e-15 });
    const { skewness, kurtosis, median, rowCount, missing } = summarize(sample);
    expectNear(skewness, golden.skewness, { absolute: golden.mean > 1e5 ? 1e-5 : 1e-10 });
    expectNear(kurtosis, golden.kurtosis, { absolute: golden.mean > 1e5 ? 1e-5 : 1e-10 });
    expect([median, rowCount, missing]).toEqual([quantile(sample, 0.5), sample.length, 0]);
  });

  it("move with a shift, grow with a scale, and do not care for order or missing values", () => {
    fc.assert(
      fc.property(
        numbers,
        fc.integer({ min: -99, max: 99 }),
        fc.integer({ min: 1, max: 9 }),
        (sample, shift, scale) => {
          const moved = [Number.NaN, ...sample.map((value) => value * scale + shift)].reverse();
          expectNear(mean(moved), mean(sample) * scale + shift, { absolute: 1e-9 });
          expectNear(standardDeviation(moved), standardDeviation(sample) * scale, { absolute: 1e-9 });
          expectNear(quantile(moved, 0.3), quantile(sample, 0.3) * scale + shift, { absolute: 1e-9 });
        },
      ),
    );
  });

  it("know the empty column, one value, and a constant", () => {
    expect(summarize([])).toMatchObject({
      rowCount: 0,
      count: 0,
      mean: Number.NaN,
      median: Number.NaN,
      maximum: Number.NaN,
    });
    expect(summarize([5])).toMatchObject({
      mean: 5,
      standardDeviation: Number.NaN,
      minimum: 5,
      upperQuartile: 5,
      skewness: Number.NaN,
    });
    expect(summarize([2, 2, 2, 2])).toMatchObject({ standardDeviation: 0, skewness: Number.NaN, kurtosis: Number.NaN });
    expect(summarize([1, Number.NaN, Number.POSITIVE_INFINITY])).toMatchObject({ rowCount: 3, count: 1, missing: 2 });
    expect(standardDeviation([7], { of: "population" })).toBe(0);
  });

  it("refuse a probability outside 0..1", () => {
    expect(() => quantile([1], 1.5)).toThrow("quantile: probability must be in 0..1, got 1.5");
  });
});
