import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { checkPeriod, checkSeries, checkSteps, type FittedSeries, type SeriesModel } from "./series-model.js";

/**
 * The baseline that repeats the last season: the value one period ago. With period 1 it repeats the last value.
 *
 * @example seasonalNaive({ period: 2 }).fit(Float64Array.of(1, 2, 3, 4)).forecast(3) // [3, 4, 3]
 */
export function seasonalNaive({ period }: { readonly period: number }): SeriesModel {
  checkPeriod("seasonalNaive", period, 1);
  return {
    kind: "seasonalNaive",
    fit(values) {
      checkSeries("seasonalNaive", values, period);
      return fittedSeasonalNaive(values.slice(values.length - period));
    },
  };
}

/** The fitted model that `toJSON` wrote. */
export function restoreSeasonalNaive(json: JsonReader): FittedSeries {
  const season = Float64Array.from(json.numbers("season"));
  if (season.length === 0)
    throw new ArgumentError("seasonalNaive: expected one or more values of season, got 0; for example season: [12]");
  return fittedSeasonalNaive(season);
}

function fittedSeasonalNaive(season: Float64Array): FittedSeries {
  return {
    kind: "seasonalNaive",
    forecast(steps) {
      checkSteps("seasonalNaive", steps);
      return mapNumbers({ length: steps }, (_, step) => season[step % season.length]);
    },
    toJSON: () => ({ kind: "seasonalNaive", season: [...season] }),
  };
}
