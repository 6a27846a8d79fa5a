import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, stringColumn, tableFrom } from "../../testing/feature-columns.js";
import { pastContract } from "../../testing/past-contract.js";
import { restoreStep } from "../restore-step.js";
import { lags } from "./lags.js";

pastContract("lags", lags({ columns: ["level"], lags: [1, 3], orderBy: "month" }));

describe("lags", () => {
  it("separates groups", () => {
    const rows = tableFrom({
      country: stringColumn("a", "b", "a", "b"),
      month: numberColumn([1, 1, 2, 2]),
      level: numberColumn([1, 2, 3, 4]),
    });
    const lagged = lags({ columns: ["level"], lags: [1], orderBy: "month", by: ["country"] })
      .fit(rows)
      .transform(rows);
    expect([...getNumbers(lagged, "level_lag1")]).toEqual([Number.NaN, Number.NaN, 1, 2]);
  });

  it("refuses a lag of 0", () => {
    expect(() => lags({ columns: ["level"], lags: [0] })).toThrow(
      "lags: lags: expected integers >= 1, got 0; only previous rows can be read",
    );
  });

  it("refuses two rows with the same time and a row without time", () => {
    const step = lags({ columns: ["level"], lags: [1], orderBy: "month" });
    const duplicate = tableFrom({ month: numberColumn([1, 1]), level: numberColumn([1, 2]) });
    expect(() => step.fit(duplicate)).toThrow('lags: row indexes 0 and 1 have the same "month"; remove duplicates');
    const missing = tableFrom({ month: numberColumn([1, null]), level: numberColumn([1, 2]) });
    expect(() => step.fit(missing)).toThrow('lags: column "month" is missing at row index 1; remove the row');
  });

  const hour = 3_600_000;
  const computeLag = (times: readonly number[], options: object = {}) => {
    const rows = tableFrom({
      time: { kind: "time", values: Float64Array.from(times) },
      level: numberColumn(times.map((_, row) => row + 1)),
    });
    const step = lags({ columns: ["level"], lags: [1], orderBy: "time", ...options });
    return [...getNumbers(step.fit(rows).transform(rows), "level_lag1")];
  };
  const { NaN: missing } = Number;

  it("is missing across a missing hour", () => {
    expect(computeLag([0, 1, 2, 4, 5].map((count) => count * hour))).toEqual([missing, 1, 2, missing, 4]);
  });

  it("counts calendar months, also for month ends", () => {
    const months = (day: number, ...list: number[]): number[] => list.map((month) => Date.UTC(2024, month, day));
    expect(computeLag(months(1, 0, 1, 3, 4))).toEqual([missing, 1, missing, 3]);
    expect(computeLag(months(0, 1, 2, 3, 5, 6))).toEqual([missing, 1, 2, missing, 4]);
  });

  it("counts years and quarters of yearly and quarterly rows", () => {
    expect(computeLag([2001, 2002, 2004, 2005].map((year) => Date.UTC(year, 0, 1)))).toEqual([missing, 1, missing, 3]);
    expect(computeLag([0, 3, 9, 12].map((month) => Date.UTC(2020, month, 1)))).toEqual([missing, 1, missing, 3]);
  });

  it("counts units of a regular number column", () => {
    const rows = tableFrom({ year: numberColumn([2001, 2002, 2004]), level: numberColumn([1, 2, 3]) });
    const lagged = lags({ columns: ["level"], lags: [1, 2], orderBy: "year" })
      .fit(rows)
      .transform(rows);
    expect([...getNumbers(lagged, "level_lag1")]).toEqual([missing, 1, missing]);
    expect([...getNumbers(lagged, "level_lag2")]).toEqual([missing, missing, 2]);
  });

  it("counts rows when the times are irregular, or with every", () => {
    expect(computeLag([0, 5, 6, 13, 14, 29].map((minute) => minute * 60_000))).toEqual([missing, 1, 2, 3, 4, 5]);
    expect(
      computeLag(
        [0, 1, 2, 4].map((count) => count * hour),
        { every: "row" },
      ),
    ).toEqual([missing, 1, 2, 3]);
  });

  it("counts the unit that every names", () => {
    const times = [0, 1, 24, 25, 48].map((count) => count * hour);
    expect(computeLag(times, { every: "day" })).toEqual([missing, missing, 1, 2, 3]);
    expect(computeLag(times, { every: hour })).toEqual([missing, 1, missing, 3, missing]);
    expect(() => computeLag(times, { every: "fortnight" })).toThrow(
      "lags: every: expected row, hour, day, week, month",
    );
  });

  it("refuses times of which few are off a regular grid", () => {
    const times = Array.from({ length: 30 }, (_, row) => row * hour + (row === 29 ? 0.5 * hour : 0));
    expect(() => computeLag(times)).toThrow(
      'lags: column "time": most rows are 1 h apart, but two are 1.5 h apart; set every, for example every: "row" to count rows',
    );
  });

  it("uses the spacing of the training rows when it predicts, also after JSON", () => {
    const table = (counts: readonly number[]) =>
      tableFrom({
        time: { kind: "time", values: Float64Array.from(counts, (count) => count * hour) },
        level: numberColumn(counts.map((count) => count)),
      });
    const fitted = lags({ columns: ["level"], lags: [1], orderBy: "time" }).fit(table([0, 1, 2, 3]));
    const restored = restoreStep(JSON.parse(JSON.stringify(fitted)));
    const later = table([7, 9, 10]);
    expect([...getNumbers(restored.transform(later), "level_lag1")]).toEqual([missing, missing, 9]);
  });

  it("counts rows in a pipeline that was saved before there was a spacing", () => {
    const restored = restoreStep({ kind: "lags", columns: ["level"], lags: [1], orderBy: ["month"], by: [] });
    const rows = tableFrom({ month: numberColumn([1, 2, 4]), level: numberColumn([1, 2, 3]) });
    expect([...getNumbers(restored.transform(rows), "level_lag1")]).toEqual([missing, 1, 2]);
  });
});
