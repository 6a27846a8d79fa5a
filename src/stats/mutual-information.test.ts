import { describe, expect, it } from "vitest";
import { goldenSelection } from "../testing/golden-selection.js";
import { mutualInformation } from "./mutual-information.js";

describe("mutualInformation", () => {
  for (const { name, values, target, information, spread, ...kinds } of goldenSelection.information) {
    it(`agrees with scikit-learn to 0.001 and the effect of its jitter: ${name}`, () => {
      const found = mutualInformation(values, target, kinds);
      expect(Math.abs(found - information)).toBeLessThan(1e-3 + spread);
    });
  }

  it("does not depend on the seed when all numbers are different", () => {
    const { values, target } = goldenSelection.information[0] ?? { values: [], target: [] };
    const found = [1, 2, 3].map((seed) => mutualInformation(values, target, { seed }));
    expect(Math.max(...found) - Math.min(...found)).toBeLessThan(1e-9);
  });

  it("ignores classes with one row", () => {
    const all = mutualInformation([1, 2, 3, 9, 10, 11, 50], [0, 0, 0, 1, 1, 1, 2], { discreteTarget: true });
    const without = mutualInformation([1, 2, 3, 9, 10, 11], [0, 0, 0, 1, 1, 1], { discreteTarget: true });
    expect(all).toBeCloseTo(without, 9);
  });

  it("refuses missing values and too few rows", () => {
    expect(() => mutualInformation([1, Number.NaN], [1, 2])).toThrow(
      "mutualInformation: expected finite values, got NaN at row index 1; impute the row or remove it",
    );
    expect(() => mutualInformation([1, 2], [1, 2])).toThrow("2 rows are too few for 3 neighbors");
  });

  it("does not depend on a huge or tiny unit", () => {
    const values = Array.from({ length: 50 }, (_, index) => index);
    const found = mutualInformation(values, values);
    for (const unit of [1e200, 1e-200]) {
      expect(
        mutualInformation(
          values.map((value) => value * unit),
          values,
        ),
      ).toBeCloseTo(found, 9);
    }
  });
});
