import type { FittedModel, Model } from "../models/model.js";
import type { BinnedMatrix } from "../models/trees/bin-matrix.js";
import { binMatrix } from "../models/trees/bin-matrix.js";
import { areWorthThreads, boostEach } from "../models/trees/boost-each.js";
import { fitThreads } from "../models/trees/fit-threads.js";
import type { GradientBoosting } from "../models/trees/gradient-boosting.js";
import type { Matrix } from "../table/matrix.js";
import { takeRows } from "../table/take-rows.js";
import { takeValues } from "../table/take-values.js";
import { fitModel, type PreparedTraining, prepareTraining, type TrainingTable } from "./fit-pipeline.js";
import { featureMatrix } from "./fitted-pipeline.js";
import type { Pipeline } from "./pipeline.js";
import type { Split } from "./time-split.js";

/** A fold with its steps fitted: what a model learns from, and the features it is tested on. */
export interface PreparedFold {
  /** What it was prepared for: the steps and the columns that the model takes. */
  readonly key: readonly unknown[];
  readonly training: TrainingTable;
  readonly prepared: PreparedTraining;
  readonly test: { readonly matrix: Matrix; readonly target: Float64Array };
  /** Bins of the training rows, by the settings that made them. */
  readonly binned: Map<string, BinnedMatrix>;
}

/**
 * Folds whose steps are fitted once for all pipelines that have the same steps, as the trials of a search often do.
 * Where only the last steps differ from those of the pipeline before, the first are not fitted again either.
 */
export class FoldFits {
  readonly #table: TrainingTable;
  readonly #folds: readonly Split[];
  readonly #shared: boolean;
  readonly #prepared: (PreparedFold | undefined)[] = [];

  /** `shared` puts the bins on memory that worker threads share. */
  constructor(
    table: TrainingTable,
    folds: readonly Split[],
    { shared = false }: { readonly shared?: boolean | undefined } = {},
  ) {
    this.#table = table;
    this.#folds = folds;
    this.#shared = shared;
  }

  /** One fold, prepared for a pipeline. */
  prepare(pipeline: Pipeline, index: number): PreparedFold {
    const key = [...pipeline.steps, pipeline.model.takesCategories ?? false, ...(pipeline.model.inputs ?? ["all"])];
    const last = this.#prepared[index];
    if (last?.key.length === key.length && key.every((part, position) => part === last.key[position])) return last;
    this.#prepared[index] = undefined;
    const made = this.#prepare(pipeline, index, key, last);
    this.#prepared[index] = made;
    return made;
  }

  #prepare(pipeline: Pipeline, index: number, key: readonly unknown[], last: PreparedFold | undefined): PreparedFold {
    const { train, test } = this.#folds[index] as Split;
    const training = last?.training ?? takeTraining(this.#table, train);
    const prepared = prepareTraining(pipeline, training, last?.prepared.learned);
    const tested = takeTraining(this.#table, test);
    const made = prepared.steps.reduce((current, step) => step.transform(current), tested.columns);
    return {
      key,
      training,
      prepared,
      test: { matrix: featureMatrix(made, prepared.matrix.names), target: tested.target.values },
      binned: new Map(),
    };
  }

  /** The training rows of a fold in bins, for boosted trees. */
  bins(fold: PreparedFold, { options: { maxBins, categories } }: GradientBoosting, threads?: number): BinnedMatrix {
    const key = `${maxBins} ${categories.join(" ")}`;
    const known = fold.binned.get(key);
    if (known !== undefined) return known;
    const made = binMatrix(fold.prepared.matrix, { maxBins, categories, shared: this.#shared, threads });
    fold.binned.set(key, made);
    return made;
  }
}

/** Whether a model can learn from bins made before. */
export function isBoosting(model: Model): model is GradientBoosting {
  return model.kind === "gradientBoosting" && "fitBinned" in model;
}

/** Fits the model of a pipeline on one fold; the fold's test rows are watched for early stopping. */
export function fitFold(fits: FoldFits, pipeline: Pipeline, fold: PreparedFold, threads?: number): FittedModel {
  const { model, resample } = pipeline;
  const { target, weights } = fold.training;
  const options = {
    weights,
    validation: model.needsValidation === true ? fold.test : undefined,
    threads,
  };
  if (isBoosting(model) && resample.length === 0) {
    return model.fitBinned(fits.bins(fold, model, threads), target.values, options);
  }
  return fitModel(pipeline, fold.prepared.matrix, target.values, options);
}

/**
 * Fits the model of a pipeline on every fold: boosted trees of large folds side by side, on threads. `fits` has its
 * bins on shared memory.
 */
export function fitFolds(
  fits: FoldFits,
  pipeline: Pipeline,
  folds: readonly PreparedFold[],
  threads?: number,
): readonly FittedModel[] {
  const { model, resample } = pipeline;
  const count = fitThreads("crossValidate", { threads });
  const [first] = folds;
  const divides =
    count > 1 && folds.length > 1 && first !== undefined && isBoosting(model) && resample.length === 0
      ? areWorthThreads(model.options, first.prepared.matrix.rowCount, first.prepared.matrix.names.length)
      : false;
  if (!(divides && isBoosting(model))) return folds.map((fold) => fitFold(fits, pipeline, fold, threads));
  const trainings = folds.map((fold) => ({
    binned: fits.bins(fold, model, count),
    target: fold.training.target.values,
    weights: fold.training.weights,
    validation: model.needsValidation === true ? fold.test : undefined,
  }));
  return boostEach(model.options, trainings, count);
}

/** Some rows of a training table. */
export function takeTraining({ columns, target, weights }: TrainingTable, rows: Int32Array): TrainingTable {
  return {
    columns: takeRows(columns, rows),
    target: { ...target, values: takeValues(target.values, rows) },
    weights: weights && takeValues(weights, rows),
  };
}
