import { ArgumentError } from "../../core/errors.js";
import type { Axis } from "../../report/figures/figure-options.js";

/** Options of every search figure. */
export interface SearchFigureOptions {
  /** The finding, as a sentence. Default: built from the numbers. */
  readonly title?: string | undefined;
  /** Label and unit of the objective: `{ label: "RMSE", unit: "vehicles/h" }`. Default: "value". */
  readonly value?: Axis | undefined;
  /** Source of the data: one line below the title. */
  readonly source?: string | undefined;
  /** Height in pixels. */
  readonly height?: number | undefined;
}

/** A value with six significant digits, for a title. */
export function titleNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}

/** A name as the first word of a title. */
export function titleStart(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The error of a figure without complete trials. */
export function noTrials(caller: string, trials: number): ArgumentError {
  return new ArgumentError(
    `${caller}: expected a complete trial with a finite value among ${trials} trials, found none; run the search first`,
  );
}
