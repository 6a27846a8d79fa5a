import { ArgumentError, backtest, quantile } from "cuaderno";
import { regressionMetrics } from "cuaderno/models";
import { leadingSeries, type ShareSeries } from "./leading-series.js";
import type { Market } from "./market.js";
import { type TypicalStepOptions, typicalStep } from "./typical-step.js";

/** How shares are forecast. */
export interface ForecastOptions {
  /** First month of the test, in milliseconds; the settings are chosen on months before it. */
  readonly testFrom: number;
  /** What is tried. Default: windows of 3, 6, 12 and 24 months, each believed by half and whole. */
  readonly settings?: readonly Required<TypicalStepOptions>[];
}

/** What forecasts one month ahead are worth on the test months. */
export interface ForecastError {
  readonly operator: string;
  readonly months: number;
  readonly model: { readonly rmse: number; readonly r2: number };
  readonly naive: { readonly rmse: number; readonly r2: number };
}

/** The months to come of one operator. */
export interface ComingShares {
  readonly key: string;
  readonly operator: string;
  /** One to twelve months after the last. */
  readonly share: readonly number[];
  /** What nine in ten past errors of that distance stayed below. */
  readonly band: readonly number[];
}

/** The forecast of shares, and what it is worth. */
export interface ShareForecast {
  readonly settings: Required<TypicalStepOptions>;
  /** Every setting with its error on the months before the test. */
  readonly tried: readonly (Required<TypicalStepOptions> & { readonly rmse: number })[];
  /** Last month's share on the same months. */
  readonly triedNaive: number;
  /** All operators together that have at least twelve months in the test. */
  readonly total: ForecastError;
  readonly byOperator: readonly ForecastError[];
  /** The same a year ahead: RMSE of all operators. */
  readonly yearAhead: { readonly model: number; readonly naive: number };
  readonly coming: readonly ComingShares[];
}

const year = 12;
/** Months that must be known before the first forecast: a year of changes. */
const known = year + 1;
const allSettings = [3, 6, 12, 24].flatMap((window) => [0.5, 1].map((part) => ({ window, part })));
/** The settings are tried on the five years before the test: the mergers of 2015 are another market. */
const tryMonths = 5 * year;

/**
 * Forecasts the share of every leading operator from one month after another by its typical step, beside the share of the month before. Its
 * settings are the best on the months before the test.
 */
export function forecastShares(market: Market, { testFrom, settings = allSettings }: ForecastOptions): ShareForecast {
  const series = leadingSeries(market);
  const testAt = market.months.findIndex((month) => month >= testFrom);
  if (series.length === 0 || testAt < 0) {
    throw new ArgumentError("forecastShares: there is no leading operator, or no month to test on");
  }
  const earlier = series.map((one) => ({ ...one, values: one.values.slice(0, Math.max(0, testAt - one.first)) }));
  const tried = settings.map((setting) => ({
    setting,
    pairs: earlier.flatMap((one) => pairsOf(one, setting, Math.max(known, one.values.length - tryMonths), 1)),
  }));
  const errors = tried.map(({ setting, pairs }) => ({ ...setting, rmse: metricsOf(pairs, "model").rmse }));
  const { rmse: _, ...best } = errors.reduce((least, one) => (one.rmse < least.rmse ? one : least));
  const from = ({ first }: ShareSeries): number => Math.max(known, testAt - first);
  // A series with a hole has too few months behind it to be judged on.
  const tests = series
    .map((one) => ({ name: one.operator.name, pairs: pairsOf(one, best, from(one), 1) }))
    .filter(({ pairs }) => pairs.length >= year);
  if (tests.length === 0) {
    throw new ArgumentError("forecastShares: no operator has a year of months to test on; look at a longer period");
  }
  const far = series.flatMap((one) => pairsOf(one, best, from(one), year).filter(({ ahead }) => ahead === year));
  return {
    settings: best,
    tried: errors,
    triedNaive: metricsOf(tried[0]?.pairs ?? [], "naive").rmse,
    total: errorOf(
      "all together",
      tests.flatMap(({ pairs }) => pairs),
    ),
    byOperator: tests.map(({ name, pairs }) => errorOf(name, pairs)),
    yearAhead: { model: metricsOf(far, "model").rmse, naive: metricsOf(far, "naive").rmse },
    coming: series.map((one) => comingOf(one, best)),
  };
}

/** A forecast and what came. */
interface Pair {
  readonly ahead: number;
  readonly actual: number;
  readonly model: number;
  readonly naive: number;
}

function pairsOf(
  { values }: ShareSeries,
  settings: TypicalStepOptions,
  first: number,
  horizon: number,
): readonly Pair[] {
  if (first + horizon > values.length) return [];
  const { origins, rows } = backtest(values, { models: { model: typicalStep(settings) }, first, horizon });
  const forecastsOf = (name: string) => rows.find((row) => row.name === name)?.forecasts ?? [];
  const [model, naive] = [forecastsOf("model"), forecastsOf("lastValue")];
  return origins.flatMap((origin, at) =>
    Array.from({ length: horizon }, (_, step) => ({
      ahead: step + 1,
      actual: values[origin + step] ?? Number.NaN,
      model: model[at]?.[step] ?? Number.NaN,
      naive: naive[at]?.[step] ?? Number.NaN,
    })),
  );
}

function metricsOf(pairs: readonly Pair[], name: "model" | "naive"): { readonly rmse: number; readonly r2: number } {
  if (pairs.length === 0) return { rmse: Number.NaN, r2: Number.NaN };
  const { rmse, r2 } = regressionMetrics(
    pairs.map(({ actual }) => actual),
    pairs.map((pair) => pair[name]),
  );
  return { rmse, r2 };
}

function errorOf(operator: string, pairs: readonly Pair[]): ForecastError {
  return { operator, months: pairs.length, model: metricsOf(pairs, "model"), naive: metricsOf(pairs, "naive") };
}

function comingOf(one: ShareSeries, settings: TypicalStepOptions): ComingShares {
  const { operator, values } = one;
  const past =
    values.length < known + year ? [] : pairsOf(one, settings, Math.max(known, values.length - 6 * year), year);
  let widest = 0;
  const band = Array.from({ length: year }, (_, step) => {
    const errors = past.filter(({ ahead }) => ahead === step + 1).map(({ actual, model }) => Math.abs(actual - model));
    if (errors.length > 0) widest = Math.max(widest, quantile(errors, 0.9));
    return widest;
  });
  const share = [...typicalStep(settings).fit(values).forecast(year)].map((value) => Math.min(100, Math.max(0, value)));
  return { key: operator.key, operator: operator.name, share, band };
}
