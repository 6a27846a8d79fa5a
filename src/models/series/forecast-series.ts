import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { toMonthIndex } from "../../core/months.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFeatures, checkFit, getMatrixColumn, refuseWeights } from "../check-fit.js";
import type { FittedModel, Model } from "../model.js";
import type { SeriesModel } from "./series-model.js";

/** How a series model predicts the rows of a table. */
export interface ForecastSeriesOptions {
  /** Name of the time column, whose times are evenly spaced: one row a month, or always the same distance. */
  readonly orderBy: string;
  /**
   * Maximum number of steps ahead that can be predicted; that many forecasts are saved.
   * @default the number of training rows, at most 5,000
   */
  readonly horizon?: number | undefined;
}

/**
 * A series model, such as `seasonalNaive` or `holtWinters`, as a model of rows, so that it can be compared with others:
 * it learns the target in the order of the times and predicts later rows by their number of steps after the last
 * training row.
 *
 * @throws ArgumentError in `fit` for times with gaps or duplicates, in `predict` for rows that are not after the
 * training rows.
 * @example forecastSeries(seasonalNaive({ period: 12 }), { orderBy: "month" }).inputs // ["month"]
 */
export function forecastSeries(series: SeriesModel, { orderBy, horizon }: ForecastSeriesOptions): Model {
  if (horizon !== undefined && (!Number.isInteger(horizon) || horizon < 1)) {
    throw new ArgumentError(`forecastSeries: expected horizon to be an integer >= 1, got ${horizon}; pass horizon: 12`);
  }
  return {
    kind: "forecastSeries",
    inputs: [orderBy],
    fit(matrix, target, options) {
      checkFit("forecastSeries", matrix, target);
      refuseWeights("forecastSeries", options);
      const times = getMatrixColumn("forecastSeries", matrix, orderBy);
      const order = Array.from(times.keys()).sort((a, b) => times[a] - times[b]);
      const spacing = getSpacing(order.map((row) => times[row]));
      const values = mapNumbers(order, (row) => target[row]);
      const forecasts = series.fit(values).forecast(horizon ?? Math.min(values.length, 5_000));
      return fittedForecastSeries({ series: series.kind, orderBy, ...spacing, forecasts });
    },
  };
}

/** A fitted series model from its JSON. */
export function restoreForecastSeries(json: JsonReader): FittedModel {
  return fittedForecastSeries({
    series: json.string("series"),
    orderBy: json.string("orderBy"),
    step: json.number("step"),
    last: json.number("last"),
    forecasts: Float64Array.from(json.numbers("forecasts")),
  });
}

interface Spacing {
  /** Milliseconds from row to row; 0 where rows are months apart. */
  readonly step: number;
  /** Time of the last training row, in steps. */
  readonly last: number;
}

interface Forecasts extends Spacing {
  readonly series: string;
  readonly orderBy: string;
  readonly forecasts: Float64Array;
}

function fittedForecastSeries({ series, orderBy, step, last, forecasts }: Forecasts): FittedModel {
  return {
    kind: "forecastSeries",
    featureNames: [orderBy],
    predict(matrix: Matrix) {
      checkFeatures("forecastSeries", [orderBy], matrix);
      return matrix.columns[0].map((time, row) => {
        // Both times were divided by the step, with rounding errors.
        const ahead = Number((toSteps(time, step) - last).toFixed(6));
        const forecast = forecasts[ahead - 1];
        if (forecast !== undefined) return forecast;
        const problem =
          ahead > forecasts.length
            ? `${ahead} steps after the training rows, forecasts go ${forecasts.length} ahead; set horizon`
            : "not an integer number of steps after the training rows; predict later rows";
        throw new ArgumentError(`forecastSeries: row index ${row} is ${problem}`);
      });
    },
    toJSON: () => ({ kind: "forecastSeries", series, orderBy, step, last, forecasts: [...forecasts] }),
  };
}

function getSpacing(times: readonly number[]): Spacing {
  const isMonthly = times.every((time) => new Date(time).getUTCDate() === 1 && time % 86_400_000 === 0);
  for (const step of [isMonthly ? 0 : undefined, times[1] - times[0]]) {
    if (step === undefined || !(step >= 0)) continue;
    const steps = times.map((time) => toSteps(time, step));
    if (steps.every((own, index) => index === 0 || (own - steps[index - 1]).toFixed(6) === "1.000000"))
      return { step, last: steps.at(-1) ?? 0 };
  }
  throw new ArgumentError(
    "forecastSeries: the times have gaps or duplicates; give one row for each month, or for each step of equal length",
  );
}

/** A time in steps: months since year 0, or multiples of the step. */
function toSteps(time: number, step: number): number {
  return step > 0 ? time / step : toMonthIndex(time);
}
