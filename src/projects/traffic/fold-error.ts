import { gradientBoosting } from "cuaderno";
import type { BoostingParams } from "./boosting-space.js";
import type { TrafficFold } from "./folds.js";

/** What the workers of a search are given. */
export interface FoldErrorData {
  readonly folds: readonly TrafficFold[];
  readonly seed: number;
  readonly patience: number;
}

/** A point of the search, and the fold to judge it on. */
export type FoldPoint = BoostingParams & { readonly fold: number };

/** How a point did on one fold. */
export interface FoldResult {
  /** Least validation RMSE. */
  readonly error: number;
  /** After how many rounds. */
  readonly rounds: number;
}

/** Boosts one fold until its validation error no longer falls. */
export function fitFold({ fold: index, ...params }: FoldPoint, { folds, seed, patience }: FoldErrorData): FoldResult {
  const fold = folds[index] as TrafficFold;
  const model = gradientBoosting({ ...params, seed, earlyStopping: patience });
  const { validationErrors } = model.fitBinned(fold.binned, fold.target, { validation: fold.validation });
  const error = Math.min(...validationErrors);
  return { error, rounds: validationErrors.indexOf(error) + 1 };
}

/** What a worker thread calls once with the folds; the result judges one point on one fold. */
export function prepareFoldError(data: FoldErrorData): (point: FoldPoint) => number {
  return (point) => fitFold(point, data).error;
}
