import { describe, expect, it } from "vitest";
import { fisherExact } from "./fisher-exact.js";

describe("fisherExact", () => {
  it("finds the tables that are as probable among billions of rows", () => {
    // 2.098084082657741e-05 by scipy.stats.fisher_exact.
    const pValue = fisherExact({ hits: 1, count: 1e9 }, { hits: 20, count: 1e9 });
    expect(pValue / 2.098084082657741e-5).toBeCloseTo(1, 3);
  });

  it("refuses counts that are not integers", () => {
    expect(() => fisherExact({ hits: 1.5, count: 5 }, { hits: 2, count: 5 })).toThrow(
      "fisherExact: expected integers 0 <= hits <= count, got 1.5 of 5",
    );
  });

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
    expect(() => fisherExact({ hits: 6, count: 5 }, { hits: 0, count: 9 })).toThrow(
      "fisherExact: expected integers 0 <= hits",
    );
  });
});
