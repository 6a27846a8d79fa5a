import { ArgumentError } from "../../core/errors.js";
import type { Axis } from "../../report/figures/figure-options.js";

/** What every figure of a search takes. */
export interface SearchFigureOptions {
  /** The finding, as a sentence. Default: one made of the numbers. */
  readonly title?: string;
  /** What the objective measures: `{ label: "RMSE", unit: "vehicles/h" }`. Default "value". */
  readonly value?: Axis;
  /** Where the data come from: one line below the title. */
  readonly source?: string;
  /** Pixels. */
  readonly height?: number;
}

/** A value of an objective as it stands in a title: six digits that count. */
export function titleNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}

/** A name as the first word of a title. */
export function titleStart(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What a figure without complete trials is refused with. */
export function noTrials(caller: string, trials: number): ArgumentError {
  return new ArgumentError(
    `${caller}: needs a complete trial with a finite value, of ${trials} trials there is none; run the search first`,
  );
}
