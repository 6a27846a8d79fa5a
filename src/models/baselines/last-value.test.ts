import { describe, expect, it } from "vitest";
import type { Matrix } from "../../table/matrix.js";
import { modelContract } from "../../testing/model-contract.js";
import { matrix, oneColumn, target } from "../../testing/model-rows.js";
import { lastValue } from "./last-value.js";

modelContract("lastValue", lastValue(), matrix, target);
modelContract("lastValue by group", lastValue({ by: ["hour"], orderBy: "level" }), matrix, target);

describe("lastValue", () => {
  it("repeats the newest target by the ordering column", () => {
    const fitted = lastValue({ orderBy: "x" }).fit(oneColumn(3, 9, 5), Float64Array.of(30, 90, 50));
    expect([...fitted.predict(oneColumn(0, 100))]).toEqual([90, 90]);
  });

  it("repeats the last value of each group, and the newest of all for a new group", () => {
    const rows: Matrix = {
      rowCount: 4,
      names: ["g", "t"],
      columns: [Float64Array.of(1, 2, 1, 2), Float64Array.of(8, 3, 7, 4)],
    };
    const fitted = lastValue({ by: ["g"], orderBy: "t" }).fit(rows, Float64Array.of(10, 20, 30, 40));
    const queries: Matrix = {
      rowCount: 3,
      names: ["g", "t"],
      columns: [Float64Array.of(1, 2, 3), new Float64Array(3)],
    };
    expect([...fitted.predict(queries)]).toEqual([10, 40, 10]);
  });
});
