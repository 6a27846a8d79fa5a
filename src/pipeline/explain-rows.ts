import { ArgumentError } from "../core/errors.js";
import type { FittedStep } from "../features/step.js";
import type { BoostedTrees } from "../models/trees/boosted-trees.js";
import { shapValues } from "../models/trees/shap-values.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { type PredictedRow, type PredictRowsOptions, predictRows, readableRows } from "./predict-rows.js";
import type { Row } from "./read-rows.js";

/** How rows are explained. */
export interface ExplainRowsOptions extends PredictRowsOptions {
  /**
   * How many contributions each row lists, the largest first.
   * @default all
   */
  readonly top?: number | undefined;
  /** The class to explain, for three or more classes; two classes are explained by the log odds of the second. */
  readonly of?: number | undefined;
}

/** What one feature added to the prediction of a row. */
export interface Contribution {
  readonly feature: string;
  /** The input column that the feature is made of, where it is only one. */
  readonly input?: string | undefined;
  /** The feature's value in the row; null where it is missing. */
  readonly value: number | null;
  /** In the unit of the prediction; for classes in log odds. */
  readonly contribution: number;
}

/** A predicted row with its contributions; none where the row could not be read. */
export interface ExplainedRow extends PredictedRow {
  /** The mean prediction of the training rows, which the contributions start from. */
  readonly expected: number;
  /** The largest first; all of them and `expected` add up to the prediction. */
  readonly contributions: readonly Contribution[];
}

/**
 * Predictions of rows with the exact Shapley values of their features, for boosted trees and random forests.
 *
 * @throws ArgumentError for other models, and for invalid rows unless they are flagged.
 * @example explainRows(model, [{ temp: 288, weather: "Rain" }], { top: 5 })[0]?.contributions
 */
export function explainRows(
  pipeline: FittedPipeline,
  rows: readonly Row[],
  { top = Number.POSITIVE_INFINITY, of, onInvalid }: ExplainRowsOptions = {},
): readonly ExplainedRow[] {
  const { model } = pipeline;
  if (model.kind !== "boostedTrees") {
    throw new ArgumentError(
      `explainRows: model "${model.kind}" has no exact contributions; use boosted trees, or permutationImportance`,
    );
  }
  const predicted = predictRows(pipeline, rows, { onInvalid });
  const { matrix, positions } = readableRows(pipeline, rows);
  const { featureNames, expected, contributions } = shapValues(model as BoostedTrees, matrix, of);
  const inputs = featureInputs(pipeline.steps);
  return predicted.map((row, index): ExplainedRow => {
    const position = positions.get(index);
    if (position === undefined) return { ...row, expected, contributions: [] };
    const all = featureNames.map((feature, column): Contribution => {
      const value = matrix.columns[column]?.[position] ?? Number.NaN;
      const input = inputs(feature);
      return {
        feature,
        input,
        value: Number.isNaN(value) ? null : value,
        contribution: contributions[column]?.[position] ?? 0,
      };
    });
    all.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
    return { ...row, expected, contributions: all.slice(0, top) };
  });
}

/** The only input column that a feature is made of, if it is only one. */
export function featureInputs(steps: readonly FittedStep[]): (feature: string) => string | undefined {
  const sources = new Map<string, ReadonlySet<string>>();
  const getInputs = (name: string): ReadonlySet<string> => sources.get(name) ?? new Set([name]);
  for (const { inputs, outputs } of steps) {
    const own = new Map(outputs.map((name) => [name, inputs.includes(name) ? [name] : inputs]));
    const traced = [...own].map(
      ([name, from]) => [name, new Set(from.flatMap((input) => [...getInputs(input)]))] as const,
    );
    for (const [name, set] of traced) sources.set(name, set);
  }
  return (feature) => {
    const [first, second] = getInputs(feature);
    return second === undefined ? first : undefined;
  };
}
