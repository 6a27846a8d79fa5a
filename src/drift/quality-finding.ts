import type { DriftLevel } from "./drift-level.js";

/** The checks of `dataQuality`. */
export type QualityCheck =
  | "schema"
  | "missing"
  | "duplicates"
  | "freshness"
  | "row count"
  | "cardinality"
  | "correlation"
  | "unusual values";

/** Something that is wrong with a table, or unlike its history. */
export interface QualityFinding {
  readonly check: QualityCheck;
  readonly column?: string | undefined;
  readonly level: Exclude<DriftLevel, "none" | "too few rows">;
  /** What was found, in words. */
  readonly reason: string;
  /** The first rows that show it. */
  readonly examples: readonly QualityExample[];
}

/** A row that breaks a rule. */
export interface QualityExample {
  /** Such as `row 12` or `line 5 of traffic/2014.csv`. */
  readonly location: string;
  readonly value: string;
}

/** At most this number of examples is shown. */
export const mostExamples = 5;
