import { describe, expect, it } from "vitest";
import { fisherExact } from "./fisher-exact.js";

describe("fisherExact", () => {
  it.each([
    [[8, 10], [1, 6], 0.034965034965034975],
    [[0, 100], [4, 60], 0.0185452317531212],
    [[3, 10_000], [9, 300], 2.7308750213474246e-12],
    [[120, 1_000], [90, 500], 0.0020359560485473],
  ] as const)("has the p-value of scipy.stats.fisher_exact for %j and %j", (reference, current, expected) => {
    const pValue = fisherExact({ hits: reference[0], count: reference[1] }, { hits: current[0], count: current[1] });
    expect(pValue / expected).toBeCloseTo(1, 9);
  });

  it("is 1 where nothing can differ, and refuses impossible counts", () => {
    expect(fisherExact({ hits: 0, count: 5 }, { hits: 0, count: 9 })).toBe(1);
    expect(() => fisherExact({ hits: 6, count: 5 }, { hits: 0, count: 9 })).toThrow("fisherExact: expected 0 <= hits");
  });
});
