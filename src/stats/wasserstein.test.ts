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

  it("is the shift between a sample and the same sample moved", () => {
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

  it("grows with the scale and does not care for order or side", () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 9 }), (first, second, scale) => {
        const plain = wasserstein(first, second);
        const scaled = (list: readonly number[]): number[] => list.map((value) => value * scale).reverse();
        expectNear(wasserstein(scaled(second), scaled(first)), plain * scale, { absolute: 1e-12 });
      }),
    );
  });

  it("between limits equals the distance of samples cut to these limits", () => {
    fc.assert(
      fc.property(
        values,
        values,
        fc.integer({ min: -30, max: 0 }),
        fc.integer({ min: 1, max: 30 }),
        (first, second, low, high) => {
          const cut = (list: readonly number[]): number[] => list.map((value) => Math.min(Math.max(value, low), high));
          const area = areaBetween(sortFinite(first), sortFinite(second), low, high);
          expectNear(area, wasserstein(cut(first), cut(second)), { absolute: 1e-12 });
        },
      ),
    );
  });

  it("leaves missing values out and gives NaN for an empty side", () => {
    expect(wasserstein([1, Number.NaN], [4, Number.POSITIVE_INFINITY])).toBe(3);
    expect(wasserstein([], [1])).toBeNaN();
  });
});
