/** What logistic regression learns from: columns of about the same size, and what each row is. */
export interface LogitProblem {
  readonly columns: readonly Float64Array[];
  /** For each row the place of its class. */
  readonly codes: Int32Array;
  /** 1 for two classes (the second against the first), else one per class. */
  readonly outputs: number;
  readonly weights: Float64Array;
  /** Penalty of each column's squared coefficient, halved. */
  readonly penalties: Float64Array;
}
