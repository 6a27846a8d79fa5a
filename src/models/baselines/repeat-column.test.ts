import { describe, expect, it } from "vitest";
import { modelContract } from "../../testing/model-contract.js";
import { matrix, oneColumn, target } from "../../testing/model-rows.js";
import { repeatColumn } from "./repeat-column.js";

const [, weekday, level] = matrix.columns;
const far = { ...matrix, columns: [target.map((value) => 1e9 + value), weekday, level] };
modelContract("repeatColumn", repeatColumn({ column: "hour" }), far, target);

describe("repeatColumn", () => {
  it("refuses missing values at prediction", () => {
    const fitted = repeatColumn({ column: "x" }).fit(oneColumn(1), Float64Array.of(1));
    expect(() => fitted.predict(oneColumn(1, Number.NaN))).toThrow('column "x" is NaN at row index 1');
  });
});
