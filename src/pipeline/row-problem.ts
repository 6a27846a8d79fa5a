/** What is wrong or unusual about one value of a row to predict. */
export interface RowProblem {
  /** Index of the row, from 0. */
  readonly row: number;
  readonly column: string;
  /**
   * - `missing`: no value where training rows and schema always have one.
   * - `type`: not a number, date or label.
   * - `range`: outside the limits of the schema; without a schema, farther outside the training range than that is
   * wide.
   * - `label`: a label that neither the training rows nor the schema have.
   * - `extreme`: outside the training range, or beyond 99.8 % of the training rows, or a label that only the schema
   * has.
   */
  readonly problem: "missing" | "type" | "range" | "label" | "extreme";
  /** Whether the row is invalid, or only unusual (`extreme`). */
  readonly invalid: boolean;
  /** The value as it was given. */
  readonly value: unknown;
  /** In one sentence, with the column and what is expected. */
  readonly message: string;
}
