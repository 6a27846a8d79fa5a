import { FormatError } from "../../core/errors.js";

/**
 * What happens to a table with broken rules. "refuse": it is not read. "quarantine": the rows that break a rule are set
 * apart. "coerce": the cell becomes missing where its column may be missing, else its row is left out.
 */
export type ValidationMode = "refuse" | "quarantine" | "coerce";

/** One rule of a schema that cells of a table break. */
export interface Violation {
  /** The column's name in code. */
  readonly column: string;
  readonly kind: "type" | "missing" | "range" | "values" | "pattern" | "unique";
  /** What the schema expects, in words. */
  readonly rule: string;
  /** Cells that break it. */
  readonly count: number;
  /** The first of them, at most five. */
  readonly examples: readonly ViolationExample[];
  /** What was done: the table was refused, rows were set apart or left out, or cells became missing. */
  readonly action: "refused" | "quarantined" | "emptied" | "dropped";
}

/** A cell that breaks a rule. */
export interface ViolationExample {
  /** For example `line 5 of traffic/2014.csv`. */
  readonly location: string;
  /** The cell as it is in the file; null when it is missing. */
  readonly value: string | null;
}

/** A table was refused: its message names the first broken rule, `broken` lists them all. */
export class ValidationError extends FormatError {
  readonly violations: readonly Violation[];

  constructor(message: string, broken: readonly Violation[]) {
    super(message);
    this.violations = broken;
  }
}
