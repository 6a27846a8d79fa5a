import { ArgumentError } from "../core/errors.js";
import type { ChangeTest } from "./change-test.js";
import type { DriftLevel } from "./drift-level.js";

/** When a change counts. */
export interface DriftLimits {
  /**
   * The share of rows that must have moved beyond chance for a warning: the gap between two normal distributions 0.2
   * standard deviations apart. New labels and missing values count double.
   * @default 0.08
   */
  readonly warn?: number | undefined;
  /**
   * The same for a failure: 0.5 standard deviations.
   * @default 0.2
   */
  readonly fail?: number | undefined;
  /**
   * The probability of any warning or failure in a table without drift, over all of its columns and windows (Holm's
   * correction, which holds also for columns that depend on each other).
   * @default 0.01
   */
  readonly alpha?: number | undefined;
}

/** Limits with every default filled in. */
export type CompleteLimits = { readonly [limit in keyof Required<DriftLimits>]: number };

/** What the tests of a column come to. */
export interface ColumnDecision {
  readonly level: DriftLevel;
  /** Size of the largest change, weighted and beyond chance, 0..1. */
  readonly score: number;
  /** The smallest p-value of the column's tests, corrected for all tests of the table. */
  readonly pValue: number;
  /** The changes behind a warning or failure, the largest first. */
  readonly reasons: readonly string[];
}

/** Fills in defaults and checks limits. */
export function completeLimits(
  { warn = 0.08, fail = Math.max(0.2, warn), alpha = 0.01 }: DriftLimits,
  caller: string,
): CompleteLimits {
  if (!(warn >= 0 && fail >= warn && fail <= 1))
    throw new ArgumentError(
      `${caller}: expected 0 <= warn <= fail <= 1, got warn ${warn} and fail ${fail}; for example { warn: 0.1, fail: 0.3 }`,
    );
  if (!(alpha > 0 && alpha < 1))
    throw new ArgumentError(
      `${caller}: alpha must be between 0 and 1, got ${alpha}; pass alpha: 0.05, or leave it out`,
    );
  return { warn, fail, alpha };
}

/**
 * The decision for each column (or column and window) of a table from all of its tests: a change counts when its
 * p-value, corrected by Holm for all tests together, is at most alpha, and its size at least the limit of the level.
 */
export function decideDrift(
  columns: readonly {
    readonly tests: readonly ChangeTest[];
    readonly limits: CompleteLimits;
    readonly judged: boolean;
  }[],
): readonly ColumnDecision[] {
  const corrected = holm(columns.flatMap(({ tests }) => tests.map(({ pValue }) => pValue)));
  let next = 0;
  return columns.map(({ tests, limits, judged }) => {
    const own = tests.map((test) => ({ ...test, corrected: corrected[next++] as number }));
    const { warn, fail, alpha } = limits;
    const found = own.filter((test) => test.corrected <= alpha && test.size >= warn).sort((a, b) => b.size - a.size);
    const score = Math.max(0, ...own.map(({ size }) => size));
    const level =
      (found[0]?.size ?? -1) >= fail ? "fail" : found.length > 0 ? "warn" : judged ? "none" : "too few rows";
    const pValue = Math.min(1, ...own.map((test) => test.corrected));
    return { level, score, pValue, reasons: found.map(({ reason }) => reason) };
  });
}

/** Holm's step-down correction, in the order given. */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const corrected = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues[index] as number) * (pValues.length - rank)));
    corrected[index] = largest;
  });
  return corrected;
}
