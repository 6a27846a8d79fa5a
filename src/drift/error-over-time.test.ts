import { describe, expect, it } from "vitest";
import { errorOverTime } from "./error-over-time.js";

const dayMs = 86_400_000;
const time = Float64Array.from({ length: 6 }, (_, row) => Date.UTC(2018, 0, 1) + row * dayMs);

describe("errorOverTime", () => {
  it("measures every window and all rows together", () => {
    const target = Float64Array.of(1, 1, 1, 1, 1, Number.NaN);
    const prediction = Float64Array.of(2, 0, 4, Number.NaN, 1, 1);
    const errors = errorOverTime({ time, target, prediction, windowDays: 2, minimumRows: 1 });
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
    const errors = errorOverTime({ time, target: ones, prediction: ones, windowDays: 4, minimumRows: 3 });
    expect(errors.windows.map(({ rmse }) => rmse)).toEqual([0, null]);
  });

  it("refuses columns of different length", () => {
    expect(() => errorOverTime({ time, target: time, prediction: new Float64Array(5) })).toThrow("got 6, 6 and 5");
  });
});
