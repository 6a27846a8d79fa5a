import { describe, expect, it } from "vitest";
import { metricSummary } from "./metric-summary.js";

describe("metricSummary", () => {
  const points = (...values: number[]) => values.map((value, step) => ({ value, step, timestamp: 0 }));

  it("ignores NaN for the smallest and largest value", () => {
    expect(metricSummary(points(Number.NaN, 3, 1, Number.NaN))).toEqual({
      last: Number.NaN,
      min: 1,
      max: 3,
      points: 4,
    });
    expect(metricSummary(points(Number.NaN))).toEqual({
      last: Number.NaN,
      min: Number.NaN,
      max: Number.NaN,
      points: 1,
    });
    expect(metricSummary([])).toBeUndefined();
  });
});
