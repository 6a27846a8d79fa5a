import { ArgumentError } from "../../core/errors.js";
import type { JsonObject } from "../../core/json.js";

/** Settings of a model of one evenly spaced series, such as monthly prices. */
export interface SeriesModel {
  readonly kind: string;
  /** Learns from values in time order, without gaps. */
  fit(values: Float64Array): FittedSeries;
}

/** What a series model has learned. `toJSON` holds all of it; `restoreSeries` brings it back. */
export interface FittedSeries {
  readonly kind: string;
  /** The next values after the last one seen. */
  forecast(steps: number): Float64Array;
  toJSON(): JsonObject & { readonly kind: string };
}

/** Refuses a series that is too short or has a gap. */
export function checkSeries(caller: string, values: Float64Array, least: number): void {
  if (values.length < least) {
    throw new ArgumentError(
      `${caller}: the series has ${values.length} values, at least ${least} are needed; give a longer one`,
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new ArgumentError(`${caller}: the series is ${values[bad]} at index ${bad}; fill gaps first`);
  }
}

/** Refuses a number of steps that is not whole or below 0. */
export function checkSteps(caller: string, steps: number): void {
  if (!Number.isInteger(steps) || steps < 0) {
    throw new ArgumentError(`${caller}: steps must be a whole number of at least 0, got ${steps}`);
  }
}

/** Refuses a period that is not a whole number of at least `least`. */
export function checkPeriod(caller: string, period: number, least: number): void {
  if (!Number.isInteger(period) || period < least) {
    throw new ArgumentError(
      `${caller}: period must be a whole number of at least ${least}, got ${period}; months of a year have 12`,
    );
  }
}
