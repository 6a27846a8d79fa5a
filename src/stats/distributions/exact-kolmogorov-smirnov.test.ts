import fc from "fast-check";
import { describe, it } from "vitest";
import { expectNear } from "../../testing/golden-statistics.js";
import { exactKolmogorovSmirnov } from "./exact-kolmogorov-smirnov.js";

describe("exactKolmogorovSmirnov", () => {
  it("is the share of all orderings of two samples with at least that statistic", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat({ max: 36 }),
        (first, second, step) => {
          // Only multiples of gcd / (first * second) can occur.
          const attainable = Math.floor(step / divisor(first, second)) * divisor(first, second);
          const statistic = Math.min(attainable / (first * second), 1);
          expectNear(exactKolmogorovSmirnov(statistic, first, second), countOrderings(statistic, first, second), {
            absolute: 1e-14,
          });
        },
      ),
    );
  });
});

/** The share of lattice paths, which are the orderings of two samples, with at least that statistic. */
function countOrderings(statistic: number, first: number, second: number): number {
  let [extreme, all] = [0, 0];
  const walk = (row: number, other: number, gap: number): void => {
    const largest = Math.max(gap, Math.abs(row * second - other * first));
    if (row === first && other === second) {
      all++;
      if (largest >= Math.round(statistic * first * second)) extreme++;
      return;
    }
    if (row < first) walk(row + 1, other, largest);
    if (other < second) walk(row, other + 1, largest);
  };
  walk(0, 0, 0);
  return extreme / all;
}

function divisor(first: number, second: number): number {
  return second === 0 ? first : divisor(second, first % second);
}
