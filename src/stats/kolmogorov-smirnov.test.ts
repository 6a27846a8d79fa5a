import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics, sampleFrom } from "../testing/golden-statistics.js";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.js";

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 12 });

describe("kolmogorovSmirnov", () => {
  it.each(goldenStatistics.pairs)("agrees with scipy.stats.ks_2samp: $reference against $current", (pair) => {
    const { statistic, pValue } = kolmogorovSmirnov(sampleFrom(pair.reference), sampleFrom(pair.current));
    expectNear(statistic, pair.statistic, { relative: 1e-13, absolute: 1e-15 });
    expectNear(pValue, pair.pValue, { absolute: 1e-13 });
  });

  it("is invariant under shift, scale, order and exchange of the samples", () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 9 }), fc.integer(), (first, second, scale, shift) => {
        const plain = kolmogorovSmirnov(first, second);
        const shifted = (sample: readonly number[]): number[] => sample.map((value) => value * scale + shift).reverse();
        expect(kolmogorovSmirnov(shifted(first), shifted(second))).toEqual(plain);
        expectNear(kolmogorovSmirnov(second, first).pValue, plain.pValue);
      }),
    );
  });

  it("ignores missing values", () => {
    expect(kolmogorovSmirnov([1, Number.NaN, 2, 3], [2, 3, Number.NaN])).toEqual(kolmogorovSmirnov([1, 2, 3], [2, 3]));
  });

  it("is 0 for equal samples and NaN for empty ones", () => {
    expect(kolmogorovSmirnov([1, 2], [1, 2])).toEqual({ statistic: 0, pValue: 1 });
    expect(kolmogorovSmirnov([], [1])).toEqual({ statistic: Number.NaN, pValue: Number.NaN });
  });
});
