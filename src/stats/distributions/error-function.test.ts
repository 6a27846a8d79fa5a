import { describe, it } from "vitest";
import { expectNear, goldenStatistics } from "../../testing/golden-statistics.js";
import { erf, erfc } from "./error-function.js";

const { functions } = goldenStatistics;

describe("erfc", () => {
  it.each(functions.complementaryErrorFunction ?? [])("agrees with SciPy: %d", (x, expected) => {
    expectNear(erfc(x), expected, { relative: 1e-12 });
  });

  it("is 1 - erf", () => {
    for (const x of [-2, -0.5, 0, 0.3, 1, 1.7]) expectNear(erfc(x), 1 - erf(x), { absolute: 1e-15 });
  });
});
