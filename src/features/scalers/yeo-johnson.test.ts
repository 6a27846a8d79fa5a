import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { scalerContract } from "../../testing/scaler-contract.js";
import { yeoJohnson } from "./yeo-johnson.js";

scalerContract("yeoJohnson", yeoJohnson({ columns: ["x"] }), {
  golden: { yeoJohnson: [yeoJohnson(), 5] },
  isUnitFree: false,
});

describe("yeoJohnson", () => {
  it("makes a constant column 0 and leaves missing values missing", () => {
    const rows = tableFrom({ x: numberColumn([4, 4, null, 4]) });
    expect([...getNumbers(yeoJohnson().fit(rows).transform(rows), "x")]).toEqual([0, 0, Number.NaN, 0]);
  });
});
