import { ArgumentError } from "../core/errors.js";
import { columnWarnings } from "../features/column-warnings.js";
import { type Resampler, trainingRows } from "../features/resamplers/resampler.js";
import type { FittedStep, Step } from "../features/step.js";
import type { FitOptions, Model } from "../models/model.js";
import { type Columns, getColumn, getNumbers } from "../table/columns.js";
import { type Matrix, toMatrix } from "../table/matrix.js";
import { type FittedPipeline, fittedPipeline, type InputColumn } from "./fitted-pipeline.js";

/** Feature steps and the model that learns from what they make. */
export interface PipelineOptions {
  readonly steps: readonly Step[];
  readonly model: Model;
  /** Changes how many rows of each class the model learns from, one after the other; never acts on rows to predict. Default: none. */
  readonly resample?: Resampler | readonly Resampler[];
}

/** What fitting a pipeline may use besides the training rows. */
export interface PipelineFitOptions {
  /** Rows that the model may watch, for early stopping, before any step is applied. */
  readonly validation?: { readonly columns: Columns; readonly target: Float64Array | string };
  /** How much each training row counts, for models that can weigh. Default: every row 1. */
  readonly weights?: Float64Array;
  /** Called as fitting goes on, with the share done in 0..1. */
  readonly onProgress?: (share: number) => void;
}

/** Steps and a model as one value. */
export interface Pipeline {
  readonly steps: readonly Step[];
  readonly model: Model;
  readonly resample: readonly Resampler[];
  /** Learns the steps, one after the other, then the model. `target` is one value per row, or the name of its column. */
  fit(columns: Columns, target: Float64Array | string, options?: PipelineFitOptions): FittedPipeline;
}

/**
 * Steps and a model as one value: fitted together, kept in one JSON file, so that nothing learned from test rows can leak in.
 *
 * @example pipeline({ steps: [select({ columns: ["hour"] })], model: meanModel() }).model.kind // "mean"
 */
export function pipeline({ steps, model, resample = [] }: PipelineOptions): Pipeline {
  const resamplers = Array.isArray(resample) ? (resample as readonly Resampler[]) : [resample as Resampler];
  checkSteps(steps);
  return {
    steps,
    model,
    resample: resamplers,
    fit(columns, target, { validation, weights, onProgress } = {}) {
      if (weights !== undefined && resamplers.length > 0) {
        throw new ArgumentError("pipeline: weights and resample both change how rows count; give one of them");
      }
      const training = separateTarget(columns, target);
      const fittedSteps: FittedStep[] = [];
      let current = training.columns;
      for (const step of steps) {
        const fitted = step.fit(current, training.target);
        current = step.transformTraining?.(fitted, current, training.target) ?? fitted.transform(current);
        fittedSteps.push(fitted);
      }
      const matrix = toMatrix(current);
      checkLeak(matrix, training.target);
      const watched = validation && separateTarget(validation.columns, validation.target);
      const options: FitOptions = {
        ...(onProgress && { onProgress }),
        ...(weights && { weights }),
        ...(watched && {
          validation: { matrix: toMatrix(apply(fittedSteps, watched.columns)), target: watched.target },
        }),
      };
      const warnings = columnWarnings(current).map((warning) => `feature ${warning}`);
      const learned = resamplers.reduce((rows, own) => own.resample(rows), trainingRows(matrix, training.target));
      const fittedModel = model.fit(learned.matrix, learned.target, options);
      const inputs = requiredInputs(fittedSteps, fittedModel.featureNames);
      return fittedPipeline({
        inputs: inputs.map((name): InputColumn => {
          const { kind } = getColumn(training.columns, name, "pipeline");
          return { name, kind };
        }),
        steps: fittedSteps,
        model: fittedModel,
        warnings,
      });
    },
  };
}

/** Refuses a resampler among the steps, for callers that the compiler does not stop. */
function checkSteps(steps: readonly Step[]): void {
  const stray = (steps as readonly (Step | Resampler)[]).find((step) => "resample" in step);
  if (stray !== undefined) {
    throw new ArgumentError(
      `pipeline: ${stray.kind} changes the training rows and cannot stand among the steps; give it as resample, which acts after them and only in training`,
    );
  }
}

function apply(steps: readonly FittedStep[], columns: Columns): Columns {
  return steps.reduce((current, step) => step.transform(current), columns);
}

function separateTarget(
  columns: Columns,
  target: Float64Array | string,
): { readonly columns: Columns; readonly target: Float64Array } {
  if (typeof target !== "string") return { columns, target };
  const values = getNumbers(columns, target, "pipeline");
  const byName = new Map([...columns.byName].filter(([name]) => name !== target));
  return { columns: { kind: "columns", rowCount: columns.rowCount, byName }, target: values };
}

/** A feature equal to the target on every row is the target itself, left in the table. */
function checkLeak(matrix: Matrix, target: Float64Array): void {
  if (target.length < 3 || target.every((value) => value === target[0])) return;
  const leak = matrix.columns.findIndex((values) => values.every((value, row) => value === target[row]));
  if (leak >= 0) {
    throw new ArgumentError(
      `pipeline: feature "${matrix.names[leak]}" equals the target on every row; drop it, or give the target by its column name`,
    );
  }
}

/** The columns that must come in so that the steps make the model's features. */
function requiredInputs(steps: readonly FittedStep[], features: readonly string[]): readonly string[] {
  let needed = new Set(features);
  for (const { inputs, outputs } of steps.toReversed()) {
    needed = new Set([...[...needed].filter((name) => !outputs.includes(name)), ...inputs]);
  }
  return [...needed];
}
