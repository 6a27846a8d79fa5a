import type { JsonObject } from "../core/json.js";
import type { Columns } from "../table/columns.js";

/**
 * A feature step's settings. Fitting learns from rows and never changes the step. `Outputs` are the names of the columns it makes, where
 * the compiler can tell them.
 */
export interface Step<Outputs extends string = string> {
  readonly kind: string;
  /** Learns what the step needs from training rows. `target` has one value per row when the step asks for it. */
  fit(columns: Columns, target?: Float64Array): FittedStep<Outputs>;
  /**
   * The training rows with the step applied, where that must differ from `fitted.transform` so that a row does not see its own target.
   * Default: `fitted.transform(columns)`.
   */
  transformTraining?(fitted: FittedStep, columns: Columns, target: Float64Array): Columns;
}

/** What a step has learned. `toJSON` holds all of it; `restoreStep` brings it back without running any code from the file. */
export interface FittedStep<Outputs extends string = string> {
  readonly kind: string;
  /** Names of the columns that `transform` reads. */
  readonly inputs: readonly string[];
  /** Names of the columns that `transform` makes or replaces; every other column passes through. */
  readonly outputs: readonly Outputs[];
  /** The same rows with the step applied. The input is not changed. */
  transform(columns: Columns): Columns;
  toJSON(): JsonObject & { readonly kind: string };
}

/** The names of the columns that a step makes: `OutputsOf<typeof step>` is `"price_lag1" | "price_lag12"` for lags 1 and 12 of a price. */
export type OutputsOf<Made> = Made extends Step<infer Outputs> ? Outputs : never;
