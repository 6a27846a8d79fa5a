import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "../testing/golden-statistics.js";
import { jensenShannon } from "./jensen-shannon.js";
import { kullbackLeibler } from "./kullback-leibler.js";
import { populationStabilityIndex } from "./population-stability-index.js";

const family = { populationStabilityIndex, kullbackLeibler, jensenShannon };
const counts = fc
  .array(fc.nat({ max: 50 }), { minLength: 4, maxLength: 4 })
  .filter((bins) => bins.some((count) => count > 0));

function sharesOf(bins: readonly number[]): number[] {
  const total = bins.reduce((sum, count) => sum + count, 0);
  return bins.map((count) => count / total);
}

describe.each(Object.entries(family))("%s", (name, distance) => {
  it.each(goldenStatistics.shares)("has SciPy's value of $reference against $current", (golden) => {
    expectNear(distance(golden.reference, golden.current), golden[name as keyof typeof family], {
      relative: 1e-12,
      absolute: 1e-15,
    });
  });

  it("is 0 between equal shares, never below 0, and blind to the order of bins", () => {
    fc.assert(
      fc.property(counts, counts, (first, second) => {
        const [before, after] = [sharesOf(first), sharesOf(second)];
        expect(distance(before, before)).toBeCloseTo(0, 12);
        expect(distance(before, after)).toBeGreaterThanOrEqual(-1e-12);
        expectNear(distance([...before].reverse(), [...after].reverse()), distance(before, after), { absolute: 1e-7 });
      }),
    );
  });

  it("refuses other bins, no bins, empty sides and values below 0", () => {
    expect(() => distance([1], [0.5, 0.5])).toThrow(`${name}: expected the same bins on both sides, got 1 and 2`);
    expect(() => distance([], [])).toThrow("at least one bin");
    expect(() => distance([0, 0], [0.5, 0.5])).toThrow(
      "populationStabilityIndex: every reference bin is 0; expected at least one value",
    );
    expect(() => distance([1, -1], [0.5, 0.5])).toThrow(
      "kullbackLeibler: reference bin 1 is -1; expected a share or count >= 0",
    );
  });
});

describe("the symmetric distances", () => {
  it.each([
    ["populationStabilityIndex", populationStabilityIndex],
    ["jensenShannon", jensenShannon],
  ] as const)("%s does not care for the side", (_, distance) => {
    fc.assert(
      fc.property(counts, counts, (first, second) => {
        expectNear(distance(sharesOf(first), sharesOf(second)), distance(sharesOf(second), sharesOf(first)), {
          absolute: 1e-12,
        });
      }),
    );
  });
});
