import type { Matrix } from "../../table/matrix.js";

declare const trainingOnly: unique symbol;

/**
 * Rows that a model is about to learn from, with their target. Only a pipeline makes them, after its split and after its steps, so that
 * nothing can be balanced before a split or before features are chosen.
 */
export interface TrainingRows {
  readonly matrix: Matrix;
  readonly target: Float64Array;
  readonly [trainingOnly]: true;
}

/**
 * Changes how many rows of each class a model learns from. It is no `Step`: it stands in `pipeline({ resample })`, acts when the
 * pipeline is fitted and never when it predicts.
 */
export interface Resampler {
  readonly kind: string;
  /** The rows to learn from instead, with the same columns. */
  resample(training: TrainingRows): TrainingRows;
}

/** Marks rows as training rows; for pipelines and for the resamplers' own results. */
export function trainingRows(matrix: Matrix, target: Float64Array): TrainingRows {
  return { matrix, target } as TrainingRows;
}
