import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "./golden-statistics.js";

type Divergence = (reference: readonly number[], current: readonly number[]) => number;

const counts = fc
  .array(fc.nat({ max: 50 }), { minLength: 4, maxLength: 4 })
  .filter((bins) => bins.some((count) => count > 0));

function toShares(bins: readonly number[]): number[] {
  const total = bins.reduce((sum, count) => sum + count, 0);
  return bins.map((count) => count / total);
}

/** The properties of every divergence between two binned distributions. */
export function divergenceContract(
  name: "populationStabilityIndex" | "kullbackLeibler" | "jensenShannon",
  divergence: Divergence,
  { symmetric }: { readonly symmetric: boolean },
): void {
  describe(`every divergence: ${name}`, () => {
    it.each(goldenStatistics.shares)("agrees with SciPy: $reference against $current", (golden) => {
      expectNear(divergence(golden.reference, golden.current), golden[name], { relative: 1e-12, absolute: 1e-15 });
    });

    it("is 0 for equal shares, never negative, and independent of the order of the bins", () => {
      fc.assert(
        fc.property(counts, counts, (first, second) => {
          const [before, after] = [toShares(first), toShares(second)];
          expect(divergence(before, before)).toBeCloseTo(0, 12);
          expect(divergence(before, after)).toBeGreaterThanOrEqual(-1e-12);
          const reversed = divergence([...before].reverse(), [...after].reverse());
          expectNear(reversed, divergence(before, after), { absolute: 1e-7 });
        }),
      );
    });

    it("is the same for counts as for their shares", () => {
      fc.assert(
        fc.property(counts, counts, (first, second) => {
          expectNear(divergence(first, second), divergence(toShares(first), toShares(second)), { absolute: 1e-9 });
        }),
      );
    });

    it("refuses different bins, no bins, an empty side and negative values", () => {
      expect(() => divergence([1], [0.5, 0.5])).toThrow(`${name}: expected the same bins on both sides, got 1 and 2`);
      expect(() => divergence([], [])).toThrow(`${name}: expected at least one bin`);
      expect(() => divergence([0, 0], [0.5, 0.5])).toThrow(`${name}: every reference bin is 0`);
      expect(() => divergence([1, -1], [0.5, 0.5])).toThrow(`${name}: reference bin 1 is -1`);
    });

    if (!symmetric) return;

    it("is symmetric", () => {
      fc.assert(
        fc.property(counts, counts, (first, second) => {
          const [before, after] = [toShares(first), toShares(second)];
          expectNear(divergence(before, after), divergence(after, before), { absolute: 1e-12 });
        }),
      );
    });
  });
}
