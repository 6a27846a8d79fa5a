import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "../../testing/golden-statistics.js";
import { incompleteGamma } from "./incomplete-gamma.js";

const { functions } = goldenStatistics;

describe("incompleteGamma", () => {
  it.each(functions.incompleteGamma ?? [])("agrees with SciPy: Q(%d, %d)", (shape, x, expected) => {
    expectNear(incompleteGamma(shape, x), expected, { relative: 1e-11, absolute: 1e-300 });
  });

  it("is 0 at infinity and NaN for invalid arguments", () => {
    expect(incompleteGamma(0, 1)).toBeNaN();
    expect(incompleteGamma(1, -1)).toBeNaN();
    expect(incompleteGamma(2, Number.POSITIVE_INFINITY)).toBe(0);
  });
});
