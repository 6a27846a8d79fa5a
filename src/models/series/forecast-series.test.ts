import { describe, expect, it } from "vitest";
import { jsonReader } from "../../core/json-reader.js";
import type { Matrix } from "../../table/matrix.js";
import { forecastSeries, restoreForecastSeries } from "./forecast-series.js";
import { holtWinters } from "./holt-winters.js";
import { seasonalNaive } from "./seasonal-naive.js";

const rows = (times: readonly number[]): Matrix => ({
  rowCount: times.length,
  names: ["month"],
  columns: [Float64Array.from(times)],
});
const month = (index: number): number => Date.UTC(2020, index, 1);
const months = Array.from({ length: 36 }, (_, index) => month(index));
const values = Float64Array.from(months, (_, index) => 10 * (index % 12) + index);

describe("forecastSeries", () => {
  it("predicts later rows by their number of months, in any order of rows", () => {
    const fitted = forecastSeries(seasonalNaive({ period: 12 }), { orderBy: "month" }).fit(rows(months), values);
    expect([...fitted.predict(rows([month(37), month(36), month(48)]))]).toEqual([values[25], values[24], values[24]]);
    const shuffled = months.map((_, index) => (index * 7) % 36);
    const again = forecastSeries(seasonalNaive({ period: 12 }), { orderBy: "month" }).fit(
      rows(shuffled.map((index) => months[index])),
      Float64Array.from(shuffled, (index) => values[index]),
    );
    expect(again.predict(rows([month(40)]))).toEqual(fitted.predict(rows([month(40)])));
  });

  it("predicts as the series model forecasts, also after restoring", () => {
    const series = holtWinters({ period: 12 });
    const fitted = forecastSeries(series, { orderBy: "month", horizon: 6 }).fit(rows(months), values);
    const later = rows(Array.from({ length: 6 }, (_, step) => month(36 + step)));
    expect(fitted.predict(later)).toEqual(series.fit(values).forecast(6));
    const json = JSON.parse(JSON.stringify(fitted.toJSON()));
    expect(restoreForecastSeries(jsonReader(json, "model")).predict(later)).toEqual(fitted.predict(later));
  });

  it("takes weeks that are a fraction of a step after the epoch", () => {
    const week = (index: number): number => Date.UTC(2008, 0, 7) + index * 604_800_000;
    const weeks = Array.from({ length: 60 }, (_, index) => week(index));
    const model = forecastSeries(seasonalNaive({ period: 1 }), { orderBy: "month", horizon: 300 });
    const fitted = model.fit(rows(weeks), Float64Array.from(weeks.keys()));
    const later = rows(Array.from({ length: 300 }, (_, step) => week(60 + step)));
    expect([...fitted.predict(later)]).toEqual(Array.from({ length: 300 }, () => 59));
    expect(() => fitted.predict(rows([week(61) + 60_000]))).toThrow("not an integer number of steps");
  });

  it("takes steps of equal length", () => {
    const hours = Array.from({ length: 48 }, (_, hour) => 3_600_000 * hour);
    const target = Float64Array.from(hours, (_, hour) => hour % 24);
    const fitted = forecastSeries(seasonalNaive({ period: 24 }), { orderBy: "month" }).fit(rows(hours), target);
    expect([...fitted.predict(rows([3_600_000 * 50]))]).toEqual([2]);
    expect(() => fitted.predict(rows([3_600_000 * 50.5]))).toThrow("row index 0 is not an integer number of steps");
  });

  it("refuses gaps, duplicates, rows of the training period and rows beyond the horizon", () => {
    const model = forecastSeries(seasonalNaive({ period: 12 }), { orderBy: "month", horizon: 3 });
    for (const index of [5, 0]) {
      const broken = months.map((time, row) => (row === 6 ? month(index) : time));
      expect(() => model.fit(rows(broken), values)).toThrow("the times have gaps or duplicates");
    }
    const fitted = model.fit(rows(months), values);
    expect(() => fitted.predict(rows([month(12)]))).toThrow("predict later rows");
    expect(() => fitted.predict(rows([month(40)]))).toThrow("5 steps after the training rows, forecasts go 3 ahead");
  });
});
