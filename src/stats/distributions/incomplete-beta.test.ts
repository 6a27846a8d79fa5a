import { describe, expect, it } from "vitest";
import { goldenSelection } from "../../testing/golden-selection.js";
import { expectNear } from "../../testing/golden-statistics.js";
import { incompleteBeta } from "./incomplete-beta.js";

describe("incompleteBeta", () => {
  it.each(goldenSelection.functions.incompleteBeta)("agrees with SciPy: %d, %d, %d", (...numbers) => {
    const [a, b, x, expected] = numbers as [number, number, number, number];
    expectNear(incompleteBeta(a, b, x), expected, { relative: 2e-11, absolute: 1e-14 });
  });

  it("is 1 at 1 and NaN outside 0..1", () => {
    expect(incompleteBeta(2, 2, 1)).toBe(1);
    expect(incompleteBeta(1, 1, -1)).toBeNaN();
  });
});
