import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { scalerContract } from "../../testing/scaler-contract.js";
import { minMaxScale } from "./min-max-scale.js";

scalerContract("minMaxScale", minMaxScale({ columns: ["x"] }), {
  golden: { minMaxScale: [minMaxScale(), 12] },
  isUnitFree: true,
});

describe("minMaxScale", () => {
  it("maps the training range to the given one, and a constant column to its lower bound", () => {
    const rows = tableFrom({ x: numberColumn([2, 4, null]), flat: numberColumn([3, 3, 3]) });
    const scaled = minMaxScale({ range: [-1, 1] })
      .fit(rows)
      .transform(rows);
    expect([...getNumbers(scaled, "x")]).toEqual([-1, 1, Number.NaN]);
    expect([...getNumbers(scaled, "flat")]).toEqual([-1, -1, -1]);
  });

  it("refuses a range that does not ascend", () => {
    expect(() => minMaxScale({ range: [1, 1] })).toThrow("minMaxScale: range: expected finite low < high, got 1 and 1");
  });
});
