import { describe, expect, it } from "vitest";
import { expectNear, goldenStatistics } from "../../testing/golden-statistics.js";
import { logGamma } from "./log-gamma.js";

const { functions } = goldenStatistics;

describe("logGamma", () => {
  it.each(functions.logGamma ?? [])("agrees with SciPy: %d", (x, expected) => {
    expectNear(logGamma(x), expected, { relative: 1e-13, absolute: 1e-14 });
  });

  it("is NaN for negative numbers", () => expect(logGamma(-1)).toBeNaN());
});
