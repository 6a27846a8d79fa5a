import { r2, rmse } from "cuaderno";
import { dampedTrend, type Trend } from "./damped-trend.js";
import type { IndicatorSeries } from "./series.js";

/** How well a forecast did on years it had not seen, over all areas. */
export interface Score {
  readonly r2: number;
  readonly rmse: number;
  readonly rows: number;
}

/** What is foretold of one area and year. */
export interface Prediction {
  readonly area: string;
  readonly year: number;
  /** What was observed; null in years to come and in empty ones. */
  readonly actual: number | null;
  readonly carried: number;
  readonly predicted: number;
}

/** One indicator's forecasts, and what they are worth. */
export interface IndicatorForecast {
  readonly database: string;
  readonly indicator: string;
  readonly unit: string | null;
  /** First and last of the five years that are judged. */
  readonly testYears: readonly [number, number];
  /** The last value carried on. */
  readonly carried: Score;
  /** Each country's own trend, fading; its settings were chosen on the five years before. */
  readonly model: Score & Trend;
  /** The same two on the five years on which the settings were chosen. */
  readonly chosenOn: { readonly carried: number; readonly model: number };
  /** Rows of the last five years per year: few where the publisher is behind. */
  readonly rowsByYear: Readonly<Record<string, number>>;
  readonly verdict: string;
  /** The judged years, and five more after the last year of the file. */
  readonly predictions: readonly Prediction[];
}

const horizon = 5;
const none: Trend = { window: 1, damping: 0 };
const candidates: readonly Trend[] = [3, 5, 10].flatMap((window) =>
  [0.5, 0.8, 0.9, 1].map((damping): Trend => ({ window, damping })),
);

/**
 * Foretells every area of an indicator from its own past. The settings are chosen on the five years before the last five, and judged on the last
 * five, as is the value of the last year before them carried on.
 */
export function forecastIndicator(series: IndicatorSeries): IndicatorForecast {
  const { database, indicator, unit, lastYear } = series;
  const origin = lastYear - horizon;
  const range: readonly [number, number] = [0, unit?.startsWith("PT") ? 100 : Number.POSITIVE_INFINITY];
  const before = candidates.map((trend) => ({ trend, ...score(series, origin - horizon, trend, range) }));
  const best = before.reduce((most, one) => (one.r2 > most.r2 ? one : most));
  const carried = score(series, origin, none, range);
  const model = { ...score(series, origin, best.trend, range), ...best.trend };
  const judged = predictionsOf(series, { origin, until: lastYear, trend: best.trend, range });
  const ahead = predictionsOf(series, { origin: lastYear, until: lastYear + horizon, trend: best.trend, range });
  return {
    database,
    indicator,
    unit,
    testYears: [origin + 1, lastYear],
    carried,
    model,
    chosenOn: { carried: score(series, origin - horizon, none, range).r2, model: best.r2 },
    rowsByYear: rowsByYear(series, origin),
    verdict:
      model.rmse < carried.rmse
        ? `each country's trend is ${(100 * (1 - model.rmse / carried.rmse)).toFixed(0)} % closer than its last value`
        : `no better than the last value carried on (${(100 * (model.rmse / carried.rmse - 1)).toFixed(0)} % further off)`,
    predictions: [...judged, ...ahead],
  };
}

function score(series: IndicatorSeries, origin: number, trend: Trend, range: readonly [number, number]): Score {
  const actual: number[] = [];
  const predicted: number[] = [];
  for (const area of series.areas) {
    for (const [index, year] of area.years.entries()) {
      if (year <= origin || year > origin + horizon) continue;
      const value = dampedTrend(area, year, { origin, trend, range });
      if (value === undefined) continue;
      actual.push(area.values[index] as number);
      predicted.push(value);
    }
  }
  const [a, p] = [Float64Array.from(actual), Float64Array.from(predicted)];
  return { r2: r2(a, p), rmse: rmse(a, p), rows: a.length };
}

function predictionsOf(
  series: IndicatorSeries,
  {
    origin,
    until,
    trend,
    range,
  }: {
    readonly origin: number;
    readonly until: number;
    readonly trend: Trend;
    readonly range: readonly [number, number];
  },
): readonly Prediction[] {
  const found: Prediction[] = [];
  for (const area of series.areas) {
    for (let year = origin + 1; year <= until; year++) {
      const predicted = dampedTrend(area, year, { origin, trend, range });
      const carried = dampedTrend(area, year, { origin, trend: none, range });
      if (predicted === undefined || carried === undefined) continue;
      const actual = area.values[area.years.indexOf(year)] ?? null;
      found.push({ area: area.area, year, actual, carried, predicted });
    }
  }
  return found;
}

function rowsByYear({ areas, lastYear }: IndicatorSeries, origin: number): Readonly<Record<string, number>> {
  const years = Array.from({ length: lastYear - origin }, (_, index) => origin + 1 + index);
  return Object.fromEntries(years.map((year) => [year, areas.filter((area) => area.years.includes(year)).length]));
}
