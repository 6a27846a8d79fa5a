import { describe, expect, it } from "vitest";
import { goldenSelection } from "../../testing/golden-selection.js";
import { expectNear } from "../../testing/golden-statistics.js";
import { digamma } from "./digamma.js";

describe("digamma", () => {
  it.each(goldenSelection.functions.digamma)("agrees with SciPy: %d", (...numbers) => {
    const [x, expected] = numbers as [number, number];
    expectNear(digamma(x), expected, { relative: 2e-11, absolute: 1e-14 });
  });

  it("is NaN for 0", () => expect(digamma(0)).toBeNaN());
});
