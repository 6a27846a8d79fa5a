import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { columnsFromEntries } from "../table/columns.js";
import { calibrateDrift } from "./calibrate-drift.js";

const random = randomSource(31);
const start = Date.UTC(2016, 0, 1);
const hours = Array.from({ length: 2 * 366 * 4 }, (_, row) => start + row * 6 * 3_600_000);
const reference = columnsFromEntries([
  ["at", { kind: "time", values: Float64Array.from(hours) }],
  ["steady", { kind: "number", values: Float64Array.from(hours, () => random.normal()) }],
  [
    "seasonal",
    {
      kind: "number",
      values: Float64Array.from(
        hours,
        (at) => random.normal() + 2 * Math.cos((2 * Math.PI * (at - start)) / 31_557_600_000),
      ),
    },
  ],
]);

describe("calibrateDrift", () => {
  it("leaves the limits of a steady column and raises those of one with a season", () => {
    const [steady, seasonal] = calibrateDrift(reference, { time: "at", by: "month" });
    expect(steady).toMatchObject({ column: "steady", fail: 0.2, periods: 24 });
    expect(steady?.warn).toBeLessThan(0.15);
    expect(seasonal?.warn).toBeGreaterThan(0.4);
    expect(seasonal?.fail).toBeGreaterThan(seasonal?.warn ?? 1);
  });

  it("compares with the same months of other years on request", () => {
    const [, seasonal] = calibrateDrift(reference, { time: "at", by: "month", season: "year" });
    expect(seasonal?.warn).toBeLessThan(0.25);
  });

  it("refuses a reference of one period", () => {
    expect(() => calibrateDrift(reference, { time: "at", by: "year", minimumRows: 2_000 })).toThrow(
      "calibrateDrift: expected at least 2 periods of a year, got 0 of 3",
    );
  });
});
