import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear } from "../testing/golden-statistics.js";
import { correlation } from "./correlation.js";

const sample = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
  minLength: 3,
});

describe("correlation", () => {
  it("is 1 or -1 for a linear relation, also far from 0", () => {
    expect(correlation([1e9, 1e9 + 1, 1e9 + 2], [3, 2, 1])).toBeCloseTo(-1, 15);
    expect(correlation([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 15);
  });

  it("is the covariance over the product of the standard deviations", () => {
    fc.assert(
      fc.property(sample, (rows) => {
        const [a, b] = [rows.map(([x]) => x), rows.map(([, y]) => y)];
        const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
        const product = (x: number[], y: number[]): number =>
          x.reduce((sum, value, row) => sum + (value - mean(x)) * (y[row] - mean(y)), 0);
        const expected = product(a, b) / Math.sqrt(product(a, a) * product(b, b));
        if (Number.isNaN(expected)) expect(correlation(a, b)).toBeNaN();
        else expectNear(correlation(a, b), expected, { absolute: 1e-12 });
      }),
    );
  });

  it("is NaN for a constant array and a missing value", () => {
    expect(correlation([1, 1], [1, 2])).toBeNaN();
    expect(correlation([1, Number.NaN, 3], [1, 2, 3])).toBeNaN();
  });

  it("refuses arrays of different length", () => {
    expect(() => correlation([1, 2], [1])).toThrow("correlation: 2 and 1 values; pass arrays of equal length");
  });
});
