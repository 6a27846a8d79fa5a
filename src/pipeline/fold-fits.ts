import type { FittedModel, Model } from "../models/model.js";
import type { BinnedMatrix } from "../models/trees/bin-matrix.js";
import { binMatrix } from "../models/trees/bin-matrix.js";
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
  readonly training: TrainingTable;
  readonly prepared: PreparedTraining;
  readonly test: { readonly matrix: Matrix; readonly target: Float64Array };
  /** Bins of the training rows, by the settings that made them. */
  readonly binned: Map<string, BinnedMatrix>;
}

/** Folds whose steps are fitted once for all pipelines that have the same steps, as the trials of a search often do. */
export class FoldFits {
  readonly #table: TrainingTable;
  readonly #folds: readonly Split[];
  readonly #shared: boolean;
  #steps: readonly unknown[] = [];
  #prepared: (PreparedFold | undefined)[] = [];

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
    if (key.length !== this.#steps.length || key.some((part, position) => part !== this.#steps[position])) {
      this.#steps = key;
      this.#prepared = this.#folds.map(() => undefined);
    }
    this.#prepared[index] ??= this.#prepare(pipeline, index);
    return this.#prepared[index] as PreparedFold;
  }

  #prepare(pipeline: Pipeline, index: number): PreparedFold {
    const { train, test } = this.#folds[index] as Split;
    const training = takeTraining(this.#table, train);
    const prepared = prepareTraining(pipeline, training);
    const tested = takeTraining(this.#table, test);
    const made = prepared.steps.reduce((current, step) => step.transform(current), tested.columns);
    return {
      training,
      prepared,
      test: { matrix: featureMatrix(made, prepared.matrix.names), target: tested.target.values },
      binned: new Map(),
    };
  }

  /** The training rows of a fold in bins, for boosted trees. */
  bins(fold: PreparedFold, { options: { maxBins, categories } }: GradientBoosting): BinnedMatrix {
    const key = `${maxBins} ${categories.join(" ")}`;
    const known = fold.binned.get(key);
    if (known !== undefined) return known;
    const made = binMatrix(fold.prepared.matrix, { maxBins, categories, shared: this.#shared });
    fold.binned.set(key, made);
    return made;
  }
}

/** Whether a model can learn from bins made before. */
export function isBoosting(model: Model): model is GradientBoosting {
  return model.kind === "gradientBoosting" && "fitBinned" in model;
}

/** Fits the model of a pipeline on one fold; the fold's test rows are watched for early stopping. */
export function fitFold(fits: FoldFits, pipeline: Pipeline, fold: PreparedFold): FittedModel {
  const { model, resample } = pipeline;
  const { target, weights } = fold.training;
  const options = {
    weights,
    validation: model.needsValidation === true ? fold.test : undefined,
  };
  if (isBoosting(model) && resample.length === 0) {
    return model.fitBinned(fits.bins(fold, model), target.values, options);
  }
  return fitModel(pipeline, fold.prepared.matrix, target.values, options);
}

/** Some rows of a training table. */
export function takeTraining({ columns, target, weights }: TrainingTable, rows: Int32Array): TrainingTable {
  return {
    columns: takeRows(columns, rows),
    target: { ...target, values: takeValues(target.values, rows) },
    weights: weights && takeValues(weights, rows),
  };
}
