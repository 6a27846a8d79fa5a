import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectNear } from "../../testing/golden-statistics.js";
import { type FittedHoltWinters, holtWinters, type Season } from "./holt-winters.js";

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
