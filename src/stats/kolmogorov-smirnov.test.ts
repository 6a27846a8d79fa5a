import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics, sampleFrom } from "../testing/golden-statistics.js";
import { exactKolmogorovSmirnov } from "./distributions/exact-kolmogorov-smirnov.js";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.js";

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 12 });

describe("kolmogorovSmirnov", () => {
  it.each(goldenStatistics.pairs)("agrees with scipy.stats.ks_2samp: $reference against $current", (pair) => {
    const { statistic, pValue } = kolmogorovSmirnov(sampleFrom(pair.reference), sampleFrom(pair.current));
    expectNear(statistic, pair.statistic, { relative: 1e-13, absolute: 1e-15 });
    expectNear(pValue, pair.pValue, { absolute: 1e-13 });
  });

  it("says the share of arrangements at least as far apart, counted one by one", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat({ max: 36 }),
        (first, second, step) => {
          // Only multiples of gcd / (first * second) can occur.
          const attainable = Math.floor(step / divisor(first, second)) * divisor(first, second);
          const statistic = Math.min(attainable / (first * second), 1);
          expectNear(exactKolmogorovSmirnov(statistic, first, second), countedShare(statistic, first, second), {
            absolute: 1e-14,
          });
        },
      ),
    );
  });

  it("does not change under shift, scale, order or exchange of the samples", () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 9 }), fc.integer(), (first, second, scale, shift) => {
        const plain = kolmogorovSmirnov(first, second);
        const moved = (list: readonly number[]): number[] => list.map((value) => value * scale + shift).reverse();
        expect(kolmogorovSmirnov(moved(first), moved(second))).toEqual(plain);
        expectNear(kolmogorovSmirnov(second, first).pValue, plain.pValue);
      }),
    );
  });

  it("leaves missing values out", () => {
    expect(kolmogorovSmirnov([1, Number.NaN, 2, 3], [2, 3, Number.NaN])).toEqual(kolmogorovSmirnov([1, 2, 3], [2, 3]));
  });

  it("finds no gap between equal samples and gives NaN for empty ones", () => {
    expect(kolmogorovSmirnov([1, 2], [1, 2])).toEqual({ statistic: 0, pValue: 1 });
    expect(kolmogorovSmirnov([], [1])).toEqual({ statistic: Number.NaN, pValue: Number.NaN });
  });
});

/** Every way to mix two samples, drawn as a path, and how many of them come as far apart. */
function countedShare(statistic: number, first: number, second: number): number {
  let [far, all] = [0, 0];
  const walk = (row: number, other: number, gap: number): void => {
    const largest = Math.max(gap, Math.abs(row * second - other * first));
    if (row === first && other === second) {
      all++;
      if (largest >= Math.round(statistic * first * second)) far++;
      return;
    }
    if (row < first) walk(row + 1, other, largest);
    if (other < second) walk(row, other + 1, largest);
  };
  walk(0, 0, 0);
  return far / all;
}

function divisor(first: number, second: number): number {
  return second === 0 ? first : divisor(second, first % second);
}
