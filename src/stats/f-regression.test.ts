import { describe, expect, it } from "vitest";
import { goldenSelection } from "../testing/golden-selection.js";
import { expectNear } from "../testing/golden-statistics.js";
import { fRegression } from "./f-regression.js";

describe("fRegression", () => {
  it.each(goldenSelection.tests)("agrees with scikit-learn: $name", ({ name, values, target, regression }) => {
    const relative = name === "far from 0" ? 1e-6 : 1e-10;
    const { statistic, pValue } = fRegression(values, target);
    expectNear(statistic, regression[0], { relative });
    expectNear(pValue, regression[1], { relative: 10 * relative });
  });

  it("is NaN for a constant array", () => expect(fRegression([1, 1, 1], [1, 2, 3]).statistic).toBeNaN());
});
