import { checkInteger } from "../core/check-integer.js";
import { ArgumentError } from "../core/errors.js";
import { mapNumbers } from "../core/map-numbers.js";
import { type RegressionMetrics, regressionMetrics } from "../models/metrics/regression-metrics.js";
import { seasonalNaive } from "../models/series/seasonal-naive.js";
import { checkSeries, type SeriesModel } from "../models/series/series-model.js";
import { isTable, type TableSource } from "../table/frame-like.js";
import { getNumbers } from "../table/get-numbers.js";
import { columnsFor } from "../table/to-columns.js";
import { rowTimes } from "./row-times.js";

/** What is forecast, how far ahead, and from which origins. */
export interface BacktestOptions {
  readonly models: Readonly<Record<string, SeriesModel>>;
  /** Name of the column of values, for a table. */
  readonly column?: string | undefined;
  /**
   * Name of the time column of a table, which orders its rows.
   * @default the table's only time column
   */
  readonly time?: string | undefined;
  /**
   * Values of one season, such as 12 for months; the forecast that repeats the last season is then among the baselines.
   * @default no season
   */
  readonly period?: number | undefined;
  /**
   * How many values ahead each forecast goes.
   * @default 1
   */
  readonly horizon?: number | undefined;
  /**
   * Number of values that the first forecast learns from.
   * @default half of them
   */
  readonly first?: number | undefined;
  /**
   * Values from one origin to the next.
   * @default 1
   */
  readonly every?: number | undefined;
}

/** The forecasts of one model or baseline over all origins. */
export interface BacktestRow extends RegressionMetrics {
  readonly name: string;
  readonly kind: "baseline" | "model";
  /** `forecasts[origin][step]`. */
  readonly forecasts: readonly Float64Array[];
  /** RMSE of each step ahead. */
  readonly rmseByStep: readonly number[];
}

/** Forecasts from many origins compared with the values that followed. */
export interface Backtest {
  /** The number of values known at each origin. */
  readonly origins: readonly number[];
  /** Baselines first: `lastValue`, and `lastSeason` with a period. */
  readonly rows: readonly BacktestRow[];
  /** One sentence: the best model against the best baseline. */
  readonly verdict: string;
}

/**
 * Forecasts of an evenly spaced series from one origin after another, each model fitted on the values before the origin
 * alone. The last value and, with a period, the last season are forecast as baselines. The series is an array, or a
 * column of a table in the order of its times.
 *
 * @throws ArgumentError when no origin fits, and for a series with missing values.
 * @example backtest(Float64Array.of(1, 2, 1, 2, 1, 2), { models: {}, period: 2 }).rows.map(({ name, rmse }) => [name, rmse]) // [["lastValue", 1], ["lastSeason", 0]]
 */
export function backtest(series: Float64Array | TableSource, options: BacktestOptions): Backtest {
  const values = isTable(series) ? tableSeries(series, options) : series;
  const { models, period, horizon = 1, first = Math.floor(values.length / 2), every = 1 } = options;
  checkSeries("backtest", values, 2);
  for (const [name, value] of Object.entries({ horizon, first, every })) {
    checkInteger("backtest", name, value, 1, `pass ${name}: 1 or more`);
  }
  const baselines: Record<string, SeriesModel> = { lastValue: seasonalNaive({ period: 1 }) };
  if (period !== undefined) baselines.lastSeason = seasonalNaive({ period });
  const taken = Object.keys(models).find((name) => Object.hasOwn(baselines, name));
  if (taken !== undefined) throw new ArgumentError(`backtest: a baseline is called "${taken}"; rename the model`);
  const origins: number[] = [];
  for (let origin = first; origin + horizon <= values.length; origin += every) origins.push(origin);
  if (origins.length === 0) {
    throw new ArgumentError(
      `backtest: no origin fits: the first is after ${first} values and a forecast goes ${horizon} ahead, there are ${values.length}; lower first or horizon, or give more values`,
    );
  }
  const run = (kind: BacktestRow["kind"], named: Readonly<Record<string, SeriesModel>>): readonly BacktestRow[] =>
    Object.entries(named).map(([name, model]) => ({ name, kind, ...runModel(values, model, origins, horizon) }));
  const rows = [...run("baseline", baselines), ...run("model", models)];
  return { origins, rows, verdict: getVerdict(rows) };
}

function tableSeries(table: TableSource, { column, time }: BacktestOptions): Float64Array {
  if (column === undefined)
    throw new ArgumentError(`backtest: name the column of the values as column; for example { column: "price" }`);
  const values = getNumbers(columnsFor("backtest", table, { only: [column] }), column, "backtest");
  const times = rowTimes("backtest", table, time);
  const order = Array.from(times.keys()).sort((a, b) => (times[a] as number) - (times[b] as number));
  return mapNumbers(order, (row) => values[row] as number);
}

function runModel(
  values: Float64Array,
  model: SeriesModel,
  origins: readonly number[],
  horizon: number,
): Omit<BacktestRow, "name" | "kind"> {
  const forecasts = origins.map((origin) => model.fit(values.slice(0, origin)).forecast(horizon));
  const steps = Array.from({ length: horizon }, (_, step) => step);
  const measure = (chosen: readonly number[]): RegressionMetrics =>
    regressionMetrics(
      origins.flatMap((origin) => chosen.map((step) => values[origin + step] as number)),
      forecasts.flatMap((forecast) => chosen.map((step) => forecast[step] as number)),
    );
  return { forecasts, rmseByStep: steps.map((step) => measure([step]).rmse), ...measure(steps) };
}

function getVerdict(rows: readonly BacktestRow[]): string {
  const [model, baseline] = (["model", "baseline"] as const).map(
    (kind) => rows.filter((row) => row.kind === kind).sort((a, b) => a.rmse - b.rmse)[0],
  );
  if (baseline === undefined) return "";
  const ofBaseline = `the baseline "${baseline.name}" has RMSE ${Number(baseline.rmse.toPrecision(5))}`;
  if (model === undefined) return ofBaseline;
  const start = `"${model.name}" has RMSE ${Number(model.rmse.toPrecision(5))}, ${ofBaseline}`;
  if (!(model.rmse < baseline.rmse)) return `${start}; the model is no better than the baseline`;
  return `${start}; the model is ${(100 * (1 - model.rmse / baseline.rmse)).toFixed(1)} % better`;
}
