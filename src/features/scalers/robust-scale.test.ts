import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { scalerContract } from "../../testing/scaler-contract.js";
import { robustScale } from "./robust-scale.js";

scalerContract("robustScale", robustScale({ columns: ["x"] }), {
  golden: { robustScale: [robustScale(), 12] },
  isUnitFree: true,
});

describe("robustScale", () => {
  it("makes a constant column 0 and leaves missing values missing", () => {
    const rows = tableFrom({ x: numberColumn([4, 4, null, 4]) });
    expect([...getNumbers(robustScale().fit(rows).transform(rows), "x")]).toEqual([0, 0, Number.NaN, 0]);
  });

  it("does not change when an outlier grows", () => {
    const [small, large] = [100, 1e9].map((outlier) => {
      const rows = tableFrom({ x: numberColumn([1, 2, 3, 4, 5, 6, outlier]) });
      return [...getNumbers(robustScale().fit(rows).transform(rows), "x")].slice(0, 6);
    });
    expect(large).toEqual(small);
  });
});
