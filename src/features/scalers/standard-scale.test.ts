import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { goldenFeatures } from "../../testing/golden-features.js";
import { scalerContract } from "../../testing/scaler-contract.js";
import { standardScale } from "./standard-scale.js";

scalerContract("standardScale", standardScale({ columns: ["x"] }), { isUnitFree: true });

describe("standardScale", () => {
  for (const { name, values, scaled } of goldenFeatures.scaled) {
    it(`agrees with scikit-learn: ${name}`, () => {
      const rows = tableFrom({ x: numberColumn(values) });
      const actual = getNumbers(standardScale().fit(rows).transform(rows), "x");
      scaled.forEach((expected, row) => {
        if (expected === null) expect(actual[row]).toBeNaN();
        else expect(Math.abs(actual[row] - expected)).toBeLessThan(name === "far off" ? 1e-6 : 1e-12);
      });
    });
  }

  it("makes a constant column 0, however large", () => {
    const rows = tableFrom({ x: numberColumn([1e15 + 0.5, 1e15 + 0.5, 1e15 + 0.5]) });
    expect([...getNumbers(standardScale().fit(rows).transform(rows), "x")]).toEqual([0, 0, 0]);
  });
});
