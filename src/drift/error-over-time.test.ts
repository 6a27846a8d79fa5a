import { describe, expect, it } from "vitest";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { errorOverTime } from "./error-over-time.js";

const dayMs = 86_400_000;
const time = Float64Array.from({ length: 6 }, (_, row) => Date.UTC(2018, 0, 1) + row * dayMs);

const names = { time: "time", target: "volume", prediction: "prediction" };
const table = (target: Float64Array, prediction: Float64Array): Columns =>
  columnsFromEntries([
    ["time", { kind: "time", values: time }],
    ["volume", { kind: "number", values: target }],
    ["prediction", { kind: "number", values: prediction }],
  ]);

describe("errorOverTime", () => {
  it("measures every window and all rows together", () => {
    const target = Float64Array.of(1, 1, 1, 1, 1, Number.NaN);
    const prediction = Float64Array.of(2, 0, 4, Number.NaN, 1, 1);
    const errors = errorOverTime(table(target, prediction), { ...names, windowDays: 2, minimumRows: 1 });
    expect(
      errors.windows.map(({ label, count, rmse, mae, meanError }) => [label, count, rmse, mae, meanError]),
    ).toEqual([
      ["2018-01-01", 2, 1, 1, 0],
      ["2018-01-03", 1, 3, 3, 3],
      ["2018-01-05", 1, 0, 0, 0],
    ]);
    expect(errors.overall).toEqual({ count: 4, rmse: Math.sqrt(11 / 4), mae: 5 / 4, meanError: 3 / 4 });
  });

  it("gives no figures to a window with too few rows", () => {
    const ones = new Float64Array(6).fill(1);
    const errors = errorOverTime(table(ones, ones), { ...names, windowDays: 4, minimumRows: 3 });
    expect(errors.windows.map(({ rmse }) => rmse)).toEqual([0, null]);
  });

  it("refuses another number of predictions than rows", () => {
    const prediction = new Float64Array(5);
    expect(() => errorOverTime(table(time, time), { ...names, prediction })).toThrow("5 predictions for 6 rows");
  });
});
