import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { expectColumn, numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { log1p } from "./log1p.js";

describe("log1p", () => {
  it("is log(1 + x), and refuses -1 with column and row", () => {
    const fitted = log1p({ columns: ["x"] }).fit(tableFrom({ x: numberColumn([0, Math.E - 1]) }));
    expectColumn(
      getNumbers(fitted.transform(tableFrom({ x: numberColumn([0, Math.E - 1, null]) })), "x"),
      [0, 1, null],
      14,
    );
    expect(() => fitted.transform(tableFrom({ x: numberColumn([0, -1]) }))).toThrow(
      'log1p: column "x" is -1 at row index 1',
    );
  });
});
