import { describe, expect, it } from "vitest";
import { goldenSelection } from "../testing/golden-selection.js";
import { expectNear } from "../testing/golden-statistics.js";
import { fClasses } from "./f-classes.js";

describe("fClasses", () => {
  it.each(goldenSelection.tests)("agrees with scikit-learn: $name", ({ name, shifted, classes, classification }) => {
    const relative = name === "far from 0" ? 1e-6 : 1e-10;
    const { statistic, pValue } = fClasses(shifted, classes);
    expectNear(statistic, classification[0], { relative });
    expectNear(pValue, classification[1], { relative: 10 * relative });
  });

  it("refuses arrays of different length", () => {
    expect(() => fClasses([1, 2], [0])).toThrow("fClasses: 2 values and 1 classes; pass one class per value");
  });

  it("is NaN for equal values, whose mean is rounded", () => {
    expect(fClasses(new Array(7).fill(0.1), [0, 1, 0, 1, 0, 1, 0])).toEqual({
      statistic: Number.NaN,
      pValue: Number.NaN,
    });
  });
});
