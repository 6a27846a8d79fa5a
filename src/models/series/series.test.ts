import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.js";
import { expectNear } from "../../testing/golden-statistics.js";
import { type FittedHoltWinters, holtWinters, type Season } from "./holt-winters.js";
import { restoreSeries } from "./restore-series.js";
import { seasonalNaive } from "./seasonal-naive.js";
import type { SeriesModel } from "./series-model.js";

const golden = JSON.parse(readFileSync(new URL("../golden/series.json", import.meta.url), "utf8")) as {
  readonly cases: readonly {
    readonly name: string;
    readonly values: number[];
    readonly season: Season;
    readonly trend: boolean;
    readonly period: number;
    readonly smoothing: readonly [number, number, number];
    readonly squaredErrors: number;
    readonly forecast: number[];
    readonly leastSquaredErrors: number;
  }[];
};

describe("holtWinters", () => {
  for (const { name, values, season, trend, period, smoothing, ...expected } of golden.cases) {
    const series = Float64Array.from(values);
    const [alpha, beta, gamma] = smoothing;

    it(`equals the errors and forecasts of the definition: ${name}`, () => {
      const model = holtWinters({ season, trend, period, alpha, beta, gamma });
      const fitted = model.fit(series) as FittedHoltWinters;
      expectNear(fitted.squaredErrors, expected.squaredErrors, { relative: 1e-11 });
      fitted.forecast(expected.forecast.length).forEach((value, step) => {
        expectNear(value, expected.forecast[step], { relative: 1e-11 });
      });
    });

    it(`finds smoothing as good as SciPy's or better: ${name}`, () => {
      const fitted = holtWinters({ season, trend, period }).fit(series) as FittedHoltWinters;
      expect(fitted.squaredErrors).toBeLessThanOrEqual(expected.leastSquaredErrors * (1 + 1e-6));
    });
  }

  it("refuses a series shorter than two seasons, a gap, and a multiplicative season of values at 0 or below", () => {
    const model = holtWinters({ period: 4 });
    expect(() => model.fit(new Float64Array(7))).toThrow("holtWinters: expected 8 or more values, the series has 7");
    expect(() => model.fit(new Float64Array(8).fill(1, 1).fill(Number.NaN, 3, 4))).toThrow("is NaN at index 3");
    expect(() => holtWinters({ season: "multiplicative", period: 2 }).fit(Float64Array.of(1, 0, 1, 1))).toThrow(
      'expected values > 0 for a multiplicative season; use "additive"',
    );
    expect(() => holtWinters({ period: 1 })).toThrow("expected period to be an integer >= 2, got 1");
    expect(() => holtWinters({ period: 4, alpha: 2 })).toThrow("expected alpha to be from 0 to 1, got 2");
  });
});

describe("seasonalNaive", () => {
  it("refuses a series shorter than a season and a number of steps that is not an integer", () => {
    expect(() => seasonalNaive({ period: 3 }).fit(Float64Array.of(1, 2))).toThrow(
      "expected 3 or more values, the series has 2",
    );
    expect(() => seasonalNaive({ period: 1 }).fit(Float64Array.of(1)).forecast(1.5)).toThrow("got 1.5");
  });
});

const series = Float64Array.from({ length: 24 }, (_, index) => 10 + index + (index % 4));
const members: Readonly<Record<string, SeriesModel>> = {
  seasonalNaive: seasonalNaive({ period: 4 }),
  "holtWinters additive": holtWinters({ period: 4 }),
  "holtWinters multiplicative": holtWinters({ period: 4, season: "multiplicative", trend: false }),
  "holtWinters without season": holtWinters({ season: "none" }),
};

for (const [name, model] of Object.entries(members)) {
  describe(`every series model: ${name}`, () => {
    it("fits without changing its input, and is restored from JSON", () => {
      const before = [...series];
      const fitted = model.fit(series);
      expect([...series]).toEqual(before);
      const text = JSON.stringify(fitted.toJSON());
      const restored = restoreSeries(JSON.parse(text));
      expect(JSON.stringify(restored.toJSON())).toBe(text);
      expect([...restored.forecast(9)]).toEqual([...fitted.forecast(9)]);
      expect([...fitted.forecast(9).slice(0, 3)]).toEqual([...fitted.forecast(3)]);
      expect(fitted.forecast(0)).toHaveLength(0);
    });

    it("refuses JSON with a field missing or of another type, with the path", () => {
      const json = model.fit(series).toJSON();
      for (const key of Object.keys(json)) {
        const { [key]: _, ...rest } = json as JsonObject;
        expect(() => restoreSeries(rest, "file.series")).toThrow(/^file\.series/);
        expect(() => restoreSeries({ ...json, [key]: { wrong: true } }, "file.series")).toThrow(/^file\.series/);
      }
    });
  });
}
