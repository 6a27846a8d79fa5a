import { describe, expect, it } from "vitest";
import { goldenSelection } from "../../testing/golden-selection.js";
import { expectNear } from "../../testing/golden-statistics.js";
import { fSurvival } from "./f-survival.js";

describe("fSurvival", () => {
  it.each(goldenSelection.functions.fSurvival)("agrees with SciPy: %d, %d, %d", (...numbers) => {
    const [value, numerator, denominator, expected] = numbers as [number, number, number, number];
    expectNear(fSurvival(value, numerator, denominator), expected, { relative: 2e-11, absolute: 1e-14 });
  });

  it("is 1 at 0, 0 at infinity and NaN for NaN", () => {
    expect([fSurvival(0, 1, 5), fSurvival(Number.POSITIVE_INFINITY, 1, 5)]).toEqual([1, 0]);
    expect(fSurvival(Number.NaN, 1, 2)).toBeNaN();
  });
});
