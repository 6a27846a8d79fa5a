import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics, sampleFrom } from "../testing/golden-statistics.js";
import { quantile } from "./quantile.js";
import { summarize } from "./summarize.js";

describe("summarize", () => {
  it.each(goldenStatistics.descriptive)("agrees with NumPy and SciPy: $sample", (golden) => {
    const sample = sampleFrom(golden.sample);
    const { mean, standardDeviation, skewness, kurtosis, median, rowCount, missing } = summarize(sample);
    const absolute = golden.mean > 1e5 ? 1e-5 : 1e-10;
    expectNear(mean, golden.mean, { relative: 1e-14 });
    expectNear(standardDeviation, golden.sampleDeviation);
    expectNear(skewness, golden.skewness, { absolute });
    expectNear(kurtosis, golden.kurtosis, { absolute });
    expect([median, rowCount, missing]).toEqual([quantile(sample, 0.5), sample.length, 0]);
  });

  it("counts missing and infinite values as missing", () => {
    expect(summarize([1, Number.NaN, Number.POSITIVE_INFINITY])).toMatchObject({ rowCount: 3, count: 1, missing: 2 });
  });

  it("is NaN where there are too few values", () => {
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
  });
});
