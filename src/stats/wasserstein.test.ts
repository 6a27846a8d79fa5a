import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics, sampleFrom } from "../testing/golden-statistics.js";
import { sortFinite } from "./sort-finite.js";
import { areaBetween, wasserstein } from "./wasserstein.js";

const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 20 });

describe("wasserstein", () => {
  it.each(goldenStatistics.pairs)(
    "agrees with scipy.stats.wasserstein_distance: $reference against $current",
    (pair) => {
      expectNear(wasserstein(sampleFrom(pair.reference), sampleFrom(pair.current)), pair.wasserstein, {
        absolute: 1e-15,
      });
    },
  );

  it("is the shift between a sample and the shifted sample", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -99, max: 99 }), (sample, shift) => {
        expectNear(
          wasserstein(
            sample,
            sample.map((value) => value + shift),
          ),
          Math.abs(shift),
          { absolute: 1e-12 },
        );
      }),
    );
  });

  it("follows the scale, and is symmetric and independent of order", () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 9 }), (first, second, scale) => {
        const plain = wasserstein(first, second);
        const scaled = (sample: readonly number[]): number[] => sample.map((value) => value * scale).reverse();
        expectNear(wasserstein(scaled(second), scaled(first)), plain * scale, { absolute: 1e-12 });
      }),
    );
  });

  it("between limits is the distance of the clipped samples", () => {
    fc.assert(
      fc.property(
        values,
        values,
        fc.integer({ min: -30, max: 0 }),
        fc.integer({ min: 1, max: 30 }),
        (first, second, low, high) => {
          const clipped = (sample: readonly number[]): number[] =>
            sample.map((value) => Math.min(Math.max(value, low), high));
          const area = areaBetween(sortFinite(first), sortFinite(second), low, high);
          expectNear(area, wasserstein(clipped(first), clipped(second)), { absolute: 1e-12 });
        },
      ),
    );
  });

  it("ignores missing values and is NaN for an empty sample", () => {
    expect(wasserstein([1, Number.NaN], [4, Number.POSITIVE_INFINITY])).toBe(3);
    expect(wasserstein([], [1])).toBeNaN();
  });
});
