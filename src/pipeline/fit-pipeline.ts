import { ArgumentError } from "../core/errors.js";
import { columnWarnings } from "../features/column-warnings.js";
import { type Resampler, trainingRows } from "../features/resamplers/resampler.js";
import type { FittedStep, Step } from "../features/step.js";
import type { FitOptions, FittedModel, Model } from "../models/model.js";
import { correlation } from "../stats/correlation.js";
import type { Columns } from "../table/columns.js";
import { isTable, type TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { getNumbers } from "../table/get-numbers.js";
import type { Matrix } from "../table/matrix.js";
import type { TableSchema } from "../table/schema/schema.js";
import { selectColumns } from "../table/select-columns.js";
import { columnsFor } from "../table/to-columns.js";
import { codeCategories } from "./code-categories.js";
import { describeTarget, hasClasses } from "./describe-target.js";
import { type FittedPipeline, fittedPipeline } from "./fitted-pipeline.js";
import { describeInput } from "./input-column.js";
import { modelMatrix } from "./model-matrix.js";
import { readTarget, type TargetValues, withoutTarget } from "./target-column.js";

/** What fitting a pipeline may use besides the training rows. */
export interface PipelineFitOptions {
  /**
   * Rows that the model may watch for early stopping, before any step is applied: a table with the target's column, or
   * columns and target.
   */
  readonly validation?:
    | TableSource
    | { readonly columns: TableSource; readonly target: Float64Array | string }
    | undefined;
  /**
   * Weight of each training row, for models that take weights: an array, or the name of a column, which is then no
   * feature.
   * @default 1 for every row
   */
  readonly weights?: Float64Array | string | undefined;
  /** Called during fitting with the share done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** The settings of a pipeline. */
export interface PipelineSettings {
  readonly steps: readonly Step[];
  readonly model: Model;
  readonly resample: readonly Resampler[];
  readonly schema?: TableSchema | undefined;
}

/** Learns the steps, then the model. */
export function fitPipeline(
  settings: PipelineSettings,
  source: TableSource,
  target: Float64Array | string,
  options: PipelineFitOptions = {},
): FittedPipeline {
  const training = trainingTable(source, target, options);
  const prepared = prepareTraining(settings, training);
  return fitPrepared(settings, training, prepared, options);
}

/** Training rows as columns, without target and weights. */
export interface TrainingTable {
  readonly columns: Columns;
  readonly target: TargetValues;
  readonly weights: Float64Array | undefined;
}

/** The rows that a pipeline learns from. */
export function trainingTable(
  source: TableSource,
  target: Float64Array | string,
  { weights }: PipelineFitOptions,
): TrainingTable {
  const caller = "pipeline.fit";
  const all = columnsFor(caller, source);
  const targetValues = readTarget(caller, all, target);
  const columns = withoutTarget(all, targetValues.name);
  if (typeof weights !== "string") return { columns, target: targetValues, weights };
  return {
    columns: withoutTarget(columns, weights),
    target: targetValues,
    weights: getNumbers(all, weights, caller),
  };
}

/** A step that has learned, and what it made of the training rows. */
export interface LearnedStep {
  readonly step: Step;
  readonly fitted: FittedStep;
  readonly made: Columns;
}

/** The steps fitted, and what they make of the training rows. */
export interface PreparedTraining {
  /** The pipeline's own steps, in their order. */
  readonly learned: readonly LearnedStep[];
  readonly steps: readonly FittedStep[];
  readonly matrix: Matrix;
  readonly warnings: readonly string[];
}

/**
 * Fits the steps one after the other, each on what those before it made. The first steps are taken from `earlier` as
 * far as they are the same: steps that another pipeline learned on the same rows.
 */
export function prepareTraining(
  { steps, model }: PipelineSettings,
  { columns, target }: TrainingTable,
  earlier: readonly LearnedStep[] = [],
): PreparedTraining {
  if (target.values.length !== columns.rowCount) {
    throw new ArgumentError(
      `pipeline.fit: expected one target value per row (${columns.rowCount}), got ${target.values.length}; give an array as long as the table`,
    );
  }
  const differs = steps.findIndex((step, index) => step !== earlier[index]?.step);
  const learned = differs < 0 ? earlier.slice(0, steps.length) : earlier.slice(0, differs);
  let current = learned.at(-1)?.made ?? columns;
  for (const step of steps.slice(learned.length)) {
    const fitted = step.fit(current, target.values);
    current = step.transformTraining?.(fitted, current, target.values) ?? fitted.transform(current);
    learned.push({ step, fitted, made: current });
  }
  if (model.inputs !== undefined) current = selectColumns(current, model.inputs, model.kind);
  const coded = codeCategories(current, model);
  const warnings = [...columnWarnings(coded.columns).map((warning) => `feature ${warning}`), ...coded.warnings];
  const matrix = modelMatrix(coded.columns, model, coded.categories);
  checkLeak(matrix, target.values);
  warnings.push(...leakWarnings(matrix, target.values));
  return { learned, steps: [...learned.map(({ fitted }) => fitted), ...coded.steps], matrix, warnings };
}

/** Fits the model on prepared rows. */
export function fitPrepared(
  settings: PipelineSettings,
  { columns, target, weights }: TrainingTable,
  { steps, matrix, warnings }: PreparedTraining,
  { validation, onProgress }: PipelineFitOptions,
): FittedPipeline {
  const { model, schema } = settings;
  const watched =
    validation &&
    validationRows(validation, target, (rows) => {
      const made = steps.reduce((current, step) => step.transform(current), rows);
      return modelMatrix(selectColumns(made, matrix.names, "pipeline.fit: validation"), model, matrix.categories);
    });
  const fitted = fitModel(settings, matrix, target.values, {
    onProgress,
    weights,
    validation: watched,
  });
  if (target.labels !== undefined && !hasClasses(fitted) && target.labels.length > 2) {
    throw new ArgumentError(
      `pipeline: the target "${target.name}" has ${target.labels.length} labels and ${model.kind} predicts numbers; use a classifier, such as gradientBoosting({ objective: "softmax" })`,
    );
  }
  const inputs = requiredInputs(steps, fitted.featureNames);
  const parts = {
    inputs: inputs.map((name) => describeInput(name, getColumn(columns, name, "pipeline"), schema)),
    target: describeTarget(target, fitted, schema),
    steps,
    model: fitted,
    warnings,
  };
  return fittedPipeline(parts, columnsFor);
}

/** Fits the model alone, on features, after the resamplers. */
export function fitModel(
  { model, resample }: Pick<PipelineSettings, "model" | "resample">,
  matrix: Matrix,
  target: Float64Array,
  options: FitOptions,
): FittedModel {
  if (resample.length === 0) return model.fit(matrix, target, options);
  if (options.weights !== undefined) {
    throw new ArgumentError("pipeline: weights and resample both change how rows count; give one of them");
  }
  const learned = resample.reduce((rows, resampler) => resampler.resample(rows), trainingRows(matrix, target));
  return model.fit(learned.matrix, learned.target, options);
}

function validationRows(
  validation: NonNullable<PipelineFitOptions["validation"]>,
  { name, labels }: TargetValues,
  toMatrix: (columns: Columns) => Matrix,
): { readonly matrix: Matrix; readonly target: Float64Array } {
  const caller = "pipeline.fit: validation";
  const pair = isTable(validation) ? { columns: validation, target: name } : validation;
  if (pair.target === undefined) {
    throw new ArgumentError(
      `${caller}: give { columns, target }, as the target was given by values; pass both in one object`,
    );
  }
  const columns = columnsFor(caller, pair.columns);
  const target = readTarget(caller, columns, pair.target, labels);
  return { matrix: toMatrix(withoutTarget(columns, target.name)), target: target.values };
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

const leakCorrelation = 0.9995;

/** A sentence for each feature that is almost the target, such as a total that contains it. */
function leakWarnings({ names, columns, categories = [] }: Matrix, target: Float64Array): readonly string[] {
  if (target.length < 30) return [];
  return names.flatMap((name, index) => {
    const values = columns[index] ?? target;
    if (categories.includes(name) || values.some(Number.isNaN)) return [];
    const strength = Math.abs(correlation(values, target));
    if (!(strength > leakCorrelation)) return [];
    return [
      `feature "${name}" is almost the target (correlation ${strength.toFixed(4)}); make sure that it is known before the target is`,
    ];
  });
}

/** The columns that must come in so that the steps make the model's features. */
function requiredInputs(steps: readonly FittedStep[], features: readonly string[]): readonly string[] {
  let needed = new Set(features);
  for (const { inputs, outputs } of steps.toReversed()) {
    needed = new Set([...[...needed].filter((name) => !outputs.includes(name)), ...inputs]);
  }
  return [...needed];
}
