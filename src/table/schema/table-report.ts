import type { DataFrame } from "nodejs-polars";
import type { TextEncoding } from "../csv/decode-text.js";
import type { Violation } from "./validation-error.js";

/** What reading one table found and let pass: nothing is fixed silently. */
export interface TableReport {
  /** The file or URI. */
  readonly uri: string;
  /** Rows of the frame, those left out not counted. */
  readonly rowCount: number;
  /** Cells outside their column's range that now count as missing (columns with `outOfRange: "missing"`). */
  readonly outOfRange: readonly OutOfRange[];
  /** Missing cells per column that has any, those outside the range included. */
  readonly missing: Readonly<Record<string, number>>;
  /** Rows that repeat the key of an earlier row; 0 when the schema has no key. */
  readonly repeatedKeys: number;
  /** The encoding that `encoding: "auto"` found. */
  readonly encoding?: TextEncoding | undefined;
  /** Optional columns that the file lacks. */
  readonly absent?: readonly string[] | undefined;
  /** Rules that cells break, and what was done; absent when none. */
  readonly violations?: readonly Violation[] | undefined;
  /**
   * The rows that were left out, as they are in the file, each with its location and broken rules; absent when none.
   */
  readonly quarantined?: DataFrame | undefined;
}

/** The cells of one column that were outside its range. */
export interface OutOfRange {
  readonly column: string;
  readonly count: number;
  /** The first of them: its location, for example `line 5 of traffic/2014.csv`, and what it holds. */
  readonly firstLocation: string;
  readonly firstValue: string;
  /** The rule it breaks, for example `200 to 330 K`. */
  readonly rule: string;
}
