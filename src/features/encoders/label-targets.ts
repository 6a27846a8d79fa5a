import { ArgumentError } from "../../core/errors.js";
import type { Columns } from "../../table/columns.js";
import type { Moments } from "../column-moments.js";

/** The target of each row, checked; `firstRow` is the number of rows before them, for errors. */
export function checkedTarget(columns: Columns, target: Float64Array | undefined, firstRow = 0): Float64Array {
  if (target === undefined || target.length !== columns.rowCount || columns.rowCount === 0) {
    throw new ArgumentError(
      `targetEncode: expected one target per row, got ${target?.length ?? "none"} for ${columns.rowCount} rows; fit it in a pipeline, or pass the target to fit`,
    );
  }
  const bad = target.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new ArgumentError(
      `targetEncode: the target is ${target[bad]} at row index ${firstRow + bad}; remove the row`,
    );
  return target;
}

/** The error for fewer rows than folds. */
export function tooFewRows(folds: number, rowCount: number): ArgumentError {
  return new ArgumentError(`targetEncode: ${folds} folds but only ${rowCount} rows; set fewer folds`);
}

/** The targets of a label. */
export interface LabelTargets {
  readonly count: number;
  /** Sum of the differences from the overall mean. */
  readonly total: number;
  /** Sum of the squared deviations from the label's mean. */
  readonly squares: number;
}

/** A label's mean target, shrunk toward the overall mean. */
export function shrunkMean(
  { count, total, squares }: LabelTargets,
  all: { readonly mean: number; readonly variance: number },
  smooth: number | "auto",
): number {
  if (smooth !== "auto") return all.mean + total / (count + smooth);
  // Weight of the label's mean: rows x overall variance / (rows x overall variance + variance within the label).
  const within = squares / count;
  const weight = all.variance === 0 ? 1 : (all.variance * count) / (all.variance * count + within);
  return all.mean + (weight * total) / count;
}

/** As `shrunkMean`, of moments; a label without rows has the overall mean. */
export function shrunkMoments(label: Moments, all: Moments, smooth: number | "auto"): number {
  if (label.count === 0) return all.mean;
  const total = label.count * (label.mean - all.mean);
  return shrunkMean({ ...label, total }, { mean: all.mean, variance: all.squares / all.count }, smooth);
}
