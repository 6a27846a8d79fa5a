import type { JsonObject } from "../core/json.js";
import type { Matrix } from "../table/matrix.js";

/** A model's settings. */
export interface Model {
  readonly kind: string;
  /** Whether it understands columns of category codes, named in `matrix.categories`; a pipeline then codes strings for it. Default: false. */
  readonly takesCategories?: boolean | undefined;
  /** The columns it reads, where these are not all; a pipeline gives it no others. Default: all. */
  readonly inputs?: readonly string[] | undefined;
  /** The same settings with another number of rounds, for a model that grows round by round. */
  withRounds?(rounds: number): Model;
  fit(matrix: Matrix, target: Float64Array, options?: FitOptions): FittedModel;
}

/** What fitting may use besides the rows. */
export interface FitOptions {
  /** Rows that the model does not learn from but may watch, for early stopping. */
  readonly validation?: { readonly matrix: Matrix; readonly target: Float64Array };
  /** How much each row counts, one number of 0 or more per row. Default: every row counts 1. A model that cannot weigh refuses them. */
  readonly weights?: Float64Array;
  /** Called as fitting goes on, with the share done in 0..1. */
  readonly onProgress?: (share: number) => void;
}

/** A fitted model. `toJSON` holds all of it; `restoreModel` brings it back without running any code from the file. */
export interface FittedModel {
  readonly kind: string;
  /** Names of the matrix columns it was fitted on, in order; `predict` refuses others. */
  readonly featureNames: readonly string[];
  /** One value per row; a classifier gives the class it holds most likely. */
  predict(matrix: Matrix): Float64Array;
  /** Rounds grown and retained, for a model that grows round by round. */
  readonly rounds?: number | undefined;
  /** Share of the gain that each feature brought, adding up to 1, where the model knows. */
  importance?(): ReadonlyMap<string, number>;
  /** Where the target was a class: its values, ascending. */
  readonly classes?: readonly number[];
  /** Where the target was a class: one list per class with its probability in each row. */
  probabilities?(matrix: Matrix): readonly Float64Array[];
  toJSON(): JsonObject & { readonly kind: string };
}

/** A fitted model whose target was a class, written as whole numbers such as 0 and 1. */
export interface FittedClassifier extends FittedModel {
  readonly classes: readonly number[];
  probabilities(matrix: Matrix): readonly Float64Array[];
}
