import { describe, expect, it } from "vitest";
import { goldenSelection } from "../../testing/golden-selection.js";
import { expectNear } from "../../testing/golden-statistics.js";
import { normalQuantile } from "./normal-quantile.js";

describe("normalQuantile", () => {
  it.each(goldenSelection.functions.normalQuantile)("agrees with SciPy: %d", (...numbers) => {
    const [probability, expected] = numbers as [number, number];
    expectNear(normalQuantile(probability), expected, { relative: 2e-11, absolute: 1e-14 });
  });

  it("is infinite at 0 and 1, 0 at 0.5, and NaN outside 0..1", () => {
    const ends = [normalQuantile(0), normalQuantile(1), normalQuantile(0.5)];
    expect(ends).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0]);
    expect(normalQuantile(2)).toBeNaN();
  });
});
