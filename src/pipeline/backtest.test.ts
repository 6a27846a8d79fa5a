import { describe, expect, it } from "vitest";
import { holtWinters } from "../models/series/holt-winters.js";
import type { SeriesModel } from "../models/series/series-model.js";
import { loadPolars } from "../table/load-polars.js";
import { backtest } from "./backtest.js";

const seasonal = Float64Array.from({ length: 48 }, (_, month) => 100 + 5 * Math.sin(month / 1.9) + 20 * (month % 12));

describe("backtest", () => {
  it("shows a model only the values before each origin", () => {
    const seen: number[] = [];
    const spy: SeriesModel = {
      kind: "spy",
      fit(values) {
        seen.push(values.length);
        return {
          kind: "spy",
          forecast: (steps) => new Float64Array(steps).fill(values.at(-1) ?? 0),
          toJSON: () => ({ kind: "spy" }),
        };
      },
    };
    const { origins, rows } = backtest(seasonal, { models: { spy }, horizon: 3, first: 30, every: 5 });
    expect(origins).toEqual([30, 35, 40, 45]);
    expect(seen).toEqual(origins);
    expect(rows.map(({ name }) => name)).toEqual(["lastValue", "spy"]);
    expect(rows[1]?.rmse).toBe(rows[0]?.rmse);
  });

  it("measures forecasts against the values that followed, in total and for each step", () => {
    const values = Float64Array.of(1, 2, 4, 8, 16);
    const [last] = backtest(values, { models: {}, horizon: 2, first: 2 }).rows;
    expect(last?.forecasts.map((forecast) => [...forecast])).toEqual([
      [2, 2],
      [4, 4],
    ]);
    expect(last?.meanAbsoluteError).toBe((2 + 6 + 4 + 12) / 4);
    expect(last?.rmseByStep).toEqual([Math.sqrt((4 + 16) / 2), Math.sqrt((36 + 144) / 2)]);
  });

  it("says when a model is better than the baselines and when it is not", () => {
    const good = backtest(seasonal, { models: { smoothed: holtWinters({ period: 12 }) }, period: 12, first: 30 });
    expect(good.verdict).toMatch(
      /^"smoothed" has RMSE .*, the baseline "lastSeason" has RMSE .*; the model is .* % better$/,
    );
    const level = holtWinters({ season: "none", trend: false, alpha: 0.1 });
    const poor = backtest(seasonal, { models: { level }, period: 12, first: 30 });
    expect(poor.verdict).toMatch(/; the model is no better than the baseline$/);
  });

  it("reads a column of a frame in the order of its times", () => {
    const months = Array.from({ length: 48 }, (_, month) => month);
    const shuffled = [...months].sort((a, b) => ((a * 7) % 48) - ((b * 7) % 48));
    const frame = loadPolars().DataFrame({
      month: shuffled.map((month) => new Date(Date.UTC(2020, month, 1))),
      price: shuffled.map((month) => seasonal[month] as number),
    });
    const options = { models: { smoothed: holtWinters({ period: 12 }) }, period: 12, first: 30 };
    expect(backtest(frame, { ...options, column: "price" })).toEqual(backtest(seasonal, options));
    expect(() => backtest(frame, options)).toThrow("backtest: name the column of the values as column");
  });

  it("refuses a horizon that leaves no origin, a gap and a name that a baseline has", () => {
    expect(() => backtest(seasonal, { models: {}, horizon: 40 })).toThrow("backtest: no origin fits");
    expect(() => backtest(Float64Array.of(1, Number.NaN, 2), { models: {} })).toThrow("the series is NaN at index 1");
    const lastValue = holtWinters({ season: "none" });
    expect(() => backtest(seasonal, { models: { lastValue } })).toThrow('a baseline is called "lastValue"');
  });
});
