import type { Matrix } from "../../table/matrix.js";

declare const trainingOnly: unique symbol;

/**
 * Rows on which a model is fitted, with their target. Only a pipeline creates them, after its split and its steps, so
 * that no data can be resampled before a split or before feature selection.
 */
export interface TrainingRows {
  readonly matrix: Matrix;
  readonly target: Float64Array;
  readonly [trainingOnly]: true;
}

/**
 * Changes the number of rows of each class on which a model is fitted. Not a `Step`: it is given as `pipeline({
 * resample })` and applies only when the pipeline is fitted, never when it predicts.
 */
export interface Resampler {
  readonly kind: string;
  /** The resampled rows, with the same columns. */
  resample(training: TrainingRows): TrainingRows;
}

/** Marks rows as training rows; for pipelines and resamplers. */
export function trainingRows(matrix: Matrix, target: Float64Array): TrainingRows {
  return { matrix, target } as TrainingRows;
}
