import { describe, expect, it } from "vitest";
import { isotonicRegression, isotonicValue } from "./isotonic-regression.js";

describe("isotonicRegression", () => {
  it("has the values of sklearn.isotonic.IsotonicRegression, between and beyond its points", () => {
    const curve = isotonicRegression([6.5, 1, 2, 3, 3, 4, 5, 6], [7, 1, 3, 2, 4, 2.5, 6, 5]);
    const found = [0, 1, 1.5, 2, 3, 3.5, 4, 5, 5.5, 6, 6.25, 9].map((x) => isotonicValue(curve, x));
    expect(found).toEqual([1, 1, 1.9375, 2.875, 2.875, 2.875, 2.875, 5.5, 5.5, 5.5, 6.25, 7]);
  });

  it("joins x within 1e-15, leaves missing values missing, and refuses unequal numbers of values", () => {
    const curve = isotonicRegression([0, 4e-16, 1], [0, 1, 1]);
    expect([...curve.x, ...curve.y]).toEqual([0, 1, 0.5, 1]);
    expect(isotonicValue(curve, Number.NaN)).toBeNaN();
    expect(() => isotonicRegression([1], [])).toThrow("isotonicRegression: expected as many values of y as of x");
    expect(() => isotonicRegression([1, 2], [1, Number.NaN])).toThrow(
      "isotonicRegression: expected finite values, got NaN at row index 1; impute the row or remove it",
    );
  });
});
