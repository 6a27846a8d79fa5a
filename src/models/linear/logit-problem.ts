/** The rows that logistic regression learns from. */
export interface LogitRows {
  readonly columns: readonly Float64Array[];
  /** For each row the index of its class. */
  readonly codes: Int32Array;
  /** 1 for two classes (the second versus the first), else one per class. */
  readonly outputs: number;
  readonly weights: Float64Array;
}

/** The training data of logistic regression: columns of similar scale, and the class of each row. */
export interface LogitProblem extends LogitRows {
  /** Penalty of half of each column's squared coefficient. */
  readonly penalties: Float64Array;
}
