import { ArgumentError } from "../core/errors.js";
import type { FoldOutcome } from "./fold-scorer.js";
import { pipeline as makePipeline, type Pipeline } from "./pipeline.js";
import type { Split } from "./time-split.js";

/**
 * The rounds of the fit on all rows, after early stopping on the folds; undefined for models without.
 *
 * More rows carry more trees: the folds' mean grows by as much as the fit on all rows has more rows than a fold had.
 */
export function finalRounds(
  { model }: Pipeline,
  { rounds }: FoldOutcome,
  folds: readonly Split[],
  rowCount: number,
): number | undefined {
  if (model.needsValidation !== true || rounds.length === 0) return undefined;
  const meanRounds = rounds.reduce((total, count) => total + count, 0) / rounds.length;
  const meanRows = folds.reduce((total, { train }) => total + train.length, 0) / folds.length;
  return Math.max(1, Math.round((meanRounds * rowCount) / meanRows));
}

/** The pipeline with a fixed number of rounds instead of early stopping. */
export function withRounds(pipeline: Pipeline, rounds: number): Pipeline {
  const { steps, model, resample, schema } = pipeline;
  if (model.withRounds === undefined) {
    throw new ArgumentError(
      `tune: ${model.kind} needs validation rows and has no rounds to set; fit it without early stopping`,
    );
  }
  return makePipeline({ steps, model: model.withRounds(rounds), resample, schema });
}
