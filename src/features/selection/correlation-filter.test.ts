import { describe, expect, it } from "vitest";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { correlationFilter } from "./correlation-filter.js";

const rows = tableFrom({
  x: numberColumn([1, 2, 4]),
  doubled: numberColumn([-2, -4, -8]),
  other: numberColumn([1, -2, 1]),
});

describe("correlationFilter", () => {
  it("drops a column that is correlated with an earlier one, also negatively", () => {
    const fitted = correlationFilter().fit(rows);
    expect(fitted.dropped).toEqual(["doubled"]);
    expect(fitted.scores.get("doubled")).toBeCloseTo(1, 12);
  });

  it("prefers the columns that are named first", () => {
    expect(correlationFilter({ columns: ["doubled", "x"] }).fit(rows).dropped).toEqual(["x"]);
  });

  it("refuses a threshold outside 0..1", () => {
    expect(() => correlationFilter({ threshold: 2 })).toThrow("correlationFilter: threshold must be in 0..1, got 2");
  });
});
