import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "../../testing/golden-statistics.js";
import { chiSquareSurvival } from "./chi-square-survival.js";
import { erfc } from "./error-function.js";
import { incompleteGamma } from "./incomplete-gamma.js";
import { logGamma } from "./log-gamma.js";
import { normalCumulative } from "./normal-cumulative.js";

const { functions } = goldenStatistics;

describe("the incomplete gamma family", () => {
  it.each(functions.logGamma ?? [])("has SciPy's log gamma of %d", (x, expected) => {
    expectNear(logGamma(x), expected, { relative: 1e-13, absolute: 1e-14 });
  });

  it.each(functions.incompleteGamma ?? [])("has SciPy's Q(%d, %d)", (shape, x, expected) => {
    expectNear(incompleteGamma(shape, x), expected, {
      relative: 1e-11,
      absolute: 1e-300,
    });
  });

  it.each(functions.chiSquareSurvival ?? [])(
    "has SciPy's chi-square tail of %d on %d degrees",
    (x, degrees, expected) => {
      expectNear(chiSquareSurvival(x, degrees), expected, { relative: 1e-11 });
    },
  );

  it.each(functions.normalCumulative ?? [])("has SciPy's normal distribution at %d", (z, expected) => {
    expectNear(normalCumulative(z), expected, { relative: 1e-12 });
  });

  it.each(functions.complementaryErrorFunction ?? [])("has SciPy's erfc at %d", (x, expected) => {
    expectNear(erfc(x), expected, { relative: 1e-12 });
  });

  it("gives NaN outside the domain and the limits at the ends", () => {
    expect(incompleteGamma(0, 1)).toBeNaN();
    expect(incompleteGamma(1, -1)).toBeNaN();
    expect(incompleteGamma(2, Number.POSITIVE_INFINITY)).toBe(0);
    expect(logGamma(-1)).toBeNaN();
    expect(normalCumulative(0)).toBe(0.5);
  });
});
