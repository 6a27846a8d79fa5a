/** Rows of a block, few enough that its cells are still in the cache when its gradient is added up. */
export const blockRows = 1024;

/** What a matrix of columns was scaled by. */
export interface LogitScaling {
  readonly centres: Float64Array;
  readonly spreads: Float64Array;
  /** For each row the sum of its scaled values' squares, until the curvature is computed. */
  readonly squares: Float64Array;
}

/** The hot loops of logistic regression on one problem, with the arrays they work on. */
export interface LogitLoops {
  /** A copy of the columns. */
  readonly columns: readonly Float64Array[];
  /** Of each output, the scores or residuals of a block of rows. */
  readonly blocks: readonly Float64Array[];
  /** Of each output, the coefficients of the columns and the intercept. */
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  /** A factor of every row. */
  readonly curve: Float64Array;
  /** A square matrix, row after row, with a row and a column for each entry of the point. */
  readonly curvature: Float64Array;
  /** Gives each column a mean of 0 and a deviation of 1, or of 0 where all its values are the same. */
  scaleColumns(): LogitScaling;
  /** Adds coefficient x column to an output's block, for `count` rows from `start`. */
  addColumns(output: number, start: number, count: number): void;
  /** Replaces the scores of two classes with weight x (probability - code), for `count` rows from `start`. */
  replaceByResiduals(start: number, count: number): void;
  /** Adds residual x column over the block to an output's part of the gradient, and the residuals for the intercept. */
  addGradients(output: number, start: number, count: number): void;
  /**
   * Writes the sums of curve x column x column to the lower triangle of the block of two outputs; columns end with 1.
   */
  fillCurvature(output: number, other: number): void;
}
