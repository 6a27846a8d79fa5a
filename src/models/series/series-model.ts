import { ArgumentError } from "../../core/errors.js";
import type { JsonObject } from "../../core/json.js";

/** A model of one evenly spaced series, such as monthly prices: its kind and settings. */
export interface SeriesModel {
  readonly kind: string;
  /** Fits the model to values in time order, without gaps. */
  fit(values: Float64Array): FittedSeries;
}

/** A fitted series model. `toJSON` is complete; `restoreSeries` restores it. */
export interface FittedSeries {
  readonly kind: string;
  /** The next values after the series. */
  forecast(steps: number): Float64Array;
  toJSON(): JsonObject & { readonly kind: string };
}

/** Refuses a series that is too short or has a gap. */
export function checkSeries(caller: string, values: Float64Array, minimum: number): void {
  if (values.length < minimum) {
    throw new ArgumentError(
      `${caller}: expected ${minimum} or more values, the series has ${values.length}; use a longer series`,
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new ArgumentError(`${caller}: the series is ${values[bad]} at index ${bad}; fill gaps first`);
  }
}

/** Refuses a number of steps that is not an integer >= 0. */
export function checkSteps(caller: string, steps: number): void {
  if (!Number.isInteger(steps) || steps < 0) {
    throw new ArgumentError(
      `${caller}: expected steps to be an integer >= 0, got ${steps}; pass the number of periods to predict`,
    );
  }
}

/** Refuses a period that is not an integer >= `minimum`. */
export function checkPeriod(caller: string, period: number, minimum: number): void {
  if (!Number.isInteger(period) || period < minimum) {
    throw new ArgumentError(
      `${caller}: expected period to be an integer >= ${minimum}, got ${period}; use 12 for monthly values of a year`,
    );
  }
}
