import { ArgumentError } from "../core/errors.js";
import { type RegressionMetrics, regressionMetrics } from "../models/metrics/regression-metrics.js";
import { seasonalNaive } from "../models/series/seasonal-naive.js";
import { checkSeries, type SeriesModel } from "../models/series/series-model.js";

export interface BacktestOptions {
  readonly models: Readonly<Record<string, SeriesModel>>;
  /** Values of one season, such as 12 for months: the line that repeats last season stands beside the models. Default: no season. */
  readonly period?: number;
  /** How many values ahead each forecast goes. Default: 1. */
  readonly horizon?: number;
  /** Number of values that the first forecast learns from. Default: half of them. */
  readonly first?: number;
  /** Values between one origin and the next. Default: 1. */
  readonly every?: number;
}

/** One line of forecasts over all origins. */
export interface BacktestRow extends RegressionMetrics {
  readonly name: string;
  readonly kind: "baseline" | "model";
  /** `forecasts[origin][step]`. */
  readonly forecasts: readonly Float64Array[];
  /** RMSE of each step ahead. */
  readonly rmseByStep: readonly number[];
}

/** Forecasts from many origins beside what came. */
export interface Backtest {
  /** The number of values known at each origin. */
  readonly origins: readonly number[];
  /** Baselines first: `lastValue`, and `lastSeason` with a period. */
  readonly rows: readonly BacktestRow[];
  /** One sentence: the best model against the best baseline. */
  readonly verdict: string;
}

/**
 * Every model forecasts an evenly spaced series from one origin after another, each time fitted on the values before it alone, with the
 * naive lines beside it: the last value repeated, and the last season.
 *
 * @example backtest(Float64Array.of(1, 2, 1, 2, 1, 2), { models: {}, period: 2 }).rows.map(({ name, rmse }) => [name, rmse]) // [["lastValue", 1], ["lastSeason", 0]]
 */
export function backtest(
  values: Float64Array,
  { models, period, horizon = 1, first = Math.floor(values.length / 2), every = 1 }: BacktestOptions,
): Backtest {
  checkSeries("backtest", values, 2);
  for (const [name, value] of Object.entries({ horizon, first, every })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(`backtest: ${name} must be a whole number of at least 1, got ${value}`);
    }
  }
  const lines: Record<string, SeriesModel> = { lastValue: seasonalNaive({ period: 1 }) };
  if (period !== undefined) lines.lastSeason = seasonalNaive({ period });
  const twice = Object.keys(models).find((name) => Object.hasOwn(lines, name));
  if (twice !== undefined)
    throw new ArgumentError(`backtest: the name "${twice}" is taken by a baseline; give another`);
  const origins: number[] = [];
  for (let origin = first; origin + horizon <= values.length; origin += every) origins.push(origin);
  if (origins.length === 0) {
    throw new ArgumentError(
      `backtest: no origin fits: the first is after ${first} values and a forecast goes ${horizon} ahead, there are ${values.length}`,
    );
  }
  const tried = ([name, model]: readonly [string, SeriesModel], kind: BacktestRow["kind"]): BacktestRow => {
    const forecasts = origins.map((origin) => model.fit(values.slice(0, origin)).forecast(horizon));
    const pairsOf = (steps: readonly number[]): readonly [number[], number[]] => [
      origins.flatMap((origin) => steps.map((step) => values[origin + step])),
      forecasts.flatMap((forecast) => steps.map((step) => forecast[step])),
    ];
    const steps = Array.from({ length: horizon }, (_, step) => step);
    return {
      name,
      kind,
      forecasts,
      rmseByStep: steps.map((step) => regressionMetrics(...pairsOf([step])).rmse),
      ...regressionMetrics(...pairsOf(steps)),
    };
  };
  const rows = [
    ...Object.entries(lines).map((entry) => tried(entry, "baseline")),
    ...Object.entries(models).map((entry) => tried(entry, "model")),
  ];
  return { origins, rows, verdict: verdictOf(rows) };
}

function verdictOf(rows: readonly BacktestRow[]): string {
  const bestOf = (kind: BacktestRow["kind"]): BacktestRow | undefined =>
    rows.filter((row) => row.kind === kind).sort((a, b) => a.rmse - b.rmse)[0];
  const [model, baseline] = [bestOf("model"), bestOf("baseline")];
  if (baseline === undefined) return "";
  const line = `the naive line "${baseline.name}" has RMSE ${Number(baseline.rmse.toPrecision(5))}`;
  if (model === undefined) return line;
  const start = `"${model.name}" has RMSE ${Number(model.rmse.toPrecision(5))}, ${line}`;
  if (!(model.rmse < baseline.rmse)) return `${start}; the model is no better than this naive line`;
  return `${start}; the model is ${(100 * (1 - model.rmse / baseline.rmse)).toFixed(1)} % better`;
}
