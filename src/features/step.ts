import type { JsonObject } from "../core/json.js";
import type { Columns } from "../table/columns.js";

/**
 * The settings of a feature step. Fitting never changes the step. `Outputs` are the names of the columns that it adds,
 * where the compiler knows them.
 */
export interface Step<Outputs extends string = string> {
  readonly kind: string;
  /** Learns from training rows. `target` has one value per row when the step needs it. */
  fit(columns: Columns, target?: Float64Array): FittedStep<Outputs>;
  /**
   * The transformed training rows, where they must differ from `fitted.transform` so that no row is transformed with
   * its own target. Default: `fitted.transform(columns)`.
   */
  transformTraining?(fitted: FittedStep, columns: Columns, target: Float64Array): Columns;
}

/** Training rows, some at a time. */
export type StepChunks = AsyncIterable<Columns> | Iterable<Columns>;

/** Training rows with their target, some at a time. */
export type TargetChunks = AsyncIterable<TargetChunk> | Iterable<TargetChunk>;

/** Some training rows with a target for each. */
export interface TargetChunk {
  readonly columns: Columns;
  readonly target: Float64Array;
}

/**
 * A step that can learn from more rows than memory holds; `targetEncode` and `selectKBest` take chunks with a target.
 *
 * Fit the others on any chunk where they learn nothing from rows (`select`, `drop`, `log1p`, `cyclic`, `calendarParts`,
 * `nearestOnSphere`, `polynomialFeatures`, `rolling`, and `lags` and `differences` with `every`), and on a sample where
 * they need all rows at once (`kMeans`, `yeoJohnson`, mutual information, `defineStep`).
 */
export interface ChunkedStep extends Step {
  /** As `fit`, on chunks of rows that need not fit into memory together; each is read once. */
  fitChunks(chunks: StepChunks): Promise<FittedStep>;
}

/** A fitted step. `restoreStep` restores it from its JSON without running code from the file. */
export interface FittedStep<Outputs extends string = string> {
  readonly kind: string;
  /** Names of the columns that `transform` reads. */
  readonly inputs: readonly string[];
  /** Names of the columns that `transform` adds or replaces; every other column passes through. */
  readonly outputs: readonly Outputs[];
  /** The transformed rows. The input is not changed. */
  transform(columns: Columns): Columns;
  toJSON(): JsonObject & { readonly kind: string };
}

/** A step that can restore its fitted form from JSON; `defineStep` returns one. */
export interface RestorableStep {
  readonly kind: string;
  /** The fitted step from its JSON; `path` names the JSON in errors. */
  restore(json: JsonObject, path: string): FittedStep;
}

/**
 * The names of the columns that a step adds: `OutputsOf<typeof step>` is `"price_lag1" | "price_lag12"` for lags 1 and
 * 12 of a price.
 */
export type OutputsOf<Made> = Made extends Step<infer Outputs> ? Outputs : never;
