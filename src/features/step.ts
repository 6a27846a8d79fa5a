import type { JsonObject } from "../core/json.js";
import type { Columns } from "../table/columns.js";

/** A feature step's settings. Fitting learns from rows and never changes the step. */
export interface Step {
  readonly kind: string;
  /** Learns what the step needs from training rows. `target` has one value per row when the step asks for it. */
  fit(columns: Columns, target?: Float64Array): FittedStep;
  /**
   * The training rows with the step applied, where that must differ from `fitted.transform` so that a row does not see its own target.
   * Default: `fitted.transform(columns)`.
   */
  transformTraining?(fitted: FittedStep, columns: Columns, target: Float64Array): Columns;
}

/** What a step has learned. `toJSON` holds all of it; `restoreStep` brings it back without running any code from the file. */
export interface FittedStep {
  readonly kind: string;
  /** Names of the columns that `transform` reads. */
  readonly inputs: readonly string[];
  /** Names of the columns that `transform` makes or replaces; every other column passes through. */
  readonly outputs: readonly string[];
  /** The same rows with the step applied. The input is not changed. */
  transform(columns: Columns): Columns;
  toJSON(): JsonObject & { readonly kind: string };
}
