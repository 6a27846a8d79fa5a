/** The training data of logistic regression: columns of similar scale, and the class of each row. */
export interface LogitProblem {
  readonly columns: readonly Float64Array[];
  /**
   * What makes the scale of the columns similar: the loops subtract a centre and divide by a spread. Default: they
   * are.
   */
  readonly scaling?: LogitScaling | undefined;
  /** For each row the index of its class. */
  readonly codes: Int32Array;
  /** 1 for two classes (the second versus the first), else one per class. */
  readonly outputs: number;
  readonly weights: Float64Array;
  /** Penalty of half of each column's squared coefficient. */
  readonly penalties: Float64Array;
}

/** A centre and a spread for each column; a column with a spread of 0 becomes 0. */
export interface LogitScaling {
  readonly centres: Float64Array;
  readonly spreads: Float64Array;
}

/** Writes a column of a problem in its scale. */
export function fillScaled(target: Float64Array, { columns, scaling }: LogitProblem, column: number): void {
  const values = columns[column];
  if (scaling === undefined) target.set(values);
  else if (scaling.spreads[column] === 0) target.fill(0);
  else divide(target, values, scaling.centres[column], scaling.spreads[column]);
}

function divide(target: Float64Array, values: Float64Array, centre: number, spread: number): void {
  for (let row = 0; row < target.length; row++) target[row] = (values[row] - centre) / spread;
}
