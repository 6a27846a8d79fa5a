import { checkMarket, type MarketChecks } from "./check-market.js";
import { forecastShares, type ShareForecast } from "./forecast.js";
import type { TelecomTables } from "./load.js";
import { type Market, marketOf } from "./market.js";
import { type OriginalModel, originalModel, originalRows } from "./original-model.js";

/** Everything that the project says about the tables. */
export interface TelecomAnalysis {
  readonly market: Market;
  readonly checks: MarketChecks;
  readonly original: OriginalModel;
  readonly forecast: ShareForecast;
}

/** Puts the market together, checks it, judges the original model in the order of time and forecasts shares on the same months. */
export function analyseTelecom(tables: TelecomTables): TelecomAnalysis {
  const market = marketOf(tables);
  const original = originalModel(originalRows(tables, market));
  const forecast = forecastShares(market, { testFrom: original.cutoff });
  return { market, checks: checkMarket(market), original, forecast };
}

/** The numbers that the project's run ends with; gaps to four decimals, since shares are published with two. */
export function telecomMetrics({ checks, original, forecast }: TelecomAnalysis): Readonly<Record<string, number>> {
  const four = (value: number): number => Number(value.toFixed(4));
  return {
    "ihh.max_gap": four(checks.concentration.max),
    "share.max_gap": four(checks.share.max),
    "linear_time.r2": original.linearTime.r2,
    "last_month.r2": original.lastMonth.r2,
    "model.rmse": forecast.total.model.rmse,
    "naive.rmse": forecast.total.naive.rmse,
  };
}
