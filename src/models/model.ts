import type { JsonObject } from "../core/json.js";
import type { Matrix } from "../table/matrix.js";

/** A model that can be fitted: its kind and settings. */
export interface Model {
  readonly kind: string;
  /**
   * Whether it supports columns of category codes, named in `matrix.categories`; a pipeline then encodes strings for
   * it.
   * @default false
   */
  readonly takesCategories?: boolean | undefined;
  /**
   * The columns that it reads; a pipeline passes no others.
   * @default all columns
   */
  readonly inputs?: readonly string[] | undefined;
  /**
   * Whether fitting needs validation rows, as early stopping does.
   * @default false
   */
  readonly needsValidation?: boolean | undefined;
  /** The same model with another number of rounds, for a model that is fitted in rounds. */
  withRounds?(rounds: number): Model;
  fit(matrix: Matrix, target: Float64Array, options?: FitOptions): FittedModel;
}

/** Options of fitting. */
export interface FitOptions {
  /** Rows that are not used for training but for early stopping. */
  readonly validation?: { readonly matrix: Matrix; readonly target: Float64Array } | undefined;
  /**
   * One weight >= 0 per row; a model that does not support weights refuses them.
   * @default 1 for every row
   */
  readonly weights?: Float64Array | undefined;
  /**
   * Threads of boosted trees, which share bins and nodes, and of forests, which share trees; the result does not
   * depend on them. Other models use one.
   * @default one per core in the main thread of Node, at most 8 for boosted trees; 1 elsewhere
   */
  readonly threads?: number | undefined;
  /** Called during fitting with the share done, from 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** A fitted model. `toJSON` is complete; `restoreModel` restores it without running code from the file. */
export interface FittedModel {
  readonly kind: string;
  /** Names of the matrix columns that it was fitted on, in order; `predict` refuses others. */
  readonly featureNames: readonly string[];
  /** One value per row; for a classifier the most likely class. */
  predict(matrix: Matrix): Float64Array;
  /** Number of rounds, for a model that is fitted in rounds. */
  readonly rounds?: number | undefined;
  /** Share of each feature in the total importance, where the model supports it. */
  importance?(): ReadonlyMap<string, number>;
  /** The classes, ascending, where the target was a class. */
  readonly classes?: readonly number[] | undefined;
  /** One array per class with its probability in each row, where the target was a class. */
  probabilities?(matrix: Matrix): readonly Float64Array[];
  toJSON(): JsonObject & { readonly kind: string };
}

/** A fitted model whose target was a class, encoded as integers such as 0 and 1. */
export interface FittedClassifier extends FittedModel {
  readonly classes: readonly number[];
  probabilities(matrix: Matrix): readonly Float64Array[];
}
