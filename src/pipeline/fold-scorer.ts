import type { FittedModel } from "../models/model.js";
import { summarizeFolds } from "./cross-validate.js";
import { type FoldFits, fitFold, type PreparedFold } from "./fold-fits.js";
import type { MetricDefinition, MetricRows } from "./metric-definition.js";
import { classPositions, type ModelOutput, modelOutput, type TaskClasses, toMetricRows } from "./model-output.js";
import type { Pipeline } from "./pipeline.js";
import type { Split } from "./time-split.js";

/** What a model fitted on a fold gives for the fold's test rows. */
export type FoldFit = ModelOutput & { readonly rounds?: number | undefined };

/**
 * Fits the model of a pipeline on a prepared fold in another thread; undefined where it has to be fitted in this one.
 */
export type FitElsewhere = (pipeline: Pipeline, fold: PreparedFold, fits: FoldFits) => Promise<FoldFit> | undefined;

/** What folds are scored by. */
export interface FoldScorerSettings {
  readonly fits: FoldFits;
  readonly folds: readonly Split[];
  readonly rowCount: number;
  readonly task: TaskClasses;
  readonly definitions: readonly MetricDefinition[];
  readonly average: "folds" | "rows";
  readonly fitElsewhere?: FitElsewhere | undefined;
}

/** A pipeline over all folds. */
export interface FoldOutcome {
  readonly metrics: Readonly<Record<string, number>>;
  readonly deviation: Readonly<Record<string, number>>;
  /** Of each fold, for boosted trees; else empty. */
  readonly rounds: readonly number[];
  readonly predictions: Float64Array;
}

/** Scores pipelines over the same folds. */
export class FoldScorer {
  readonly #settings: FoldScorerSettings;

  constructor(settings: FoldScorerSettings) {
    this.#settings = settings;
  }

  /**
   * The scores of a pipeline; `report` is called after each fold, in order, with the value of the first metric so far.
   */
  async score(pipeline: Pipeline, report?: (fold: number, value: number) => void): Promise<FoldOutcome> {
    const { folds, rowCount, task } = this.#settings;
    const pending = folds.map((_, index) => this.#elsewhere(pipeline, index));
    const rows: MetricRows[] = [];
    const rounds: number[] = [];
    const predictions = new Float64Array(rowCount).fill(Number.NaN);
    for (const [index, { test }] of folds.entries()) {
      const fold = this.#settings.fits.prepare(pipeline, index);
      const fit = (await pending[index]) ?? this.#here(pipeline, fold);
      const own = { actual: this.#actual(fold), ...toMetricRows(pipeline.model.kind, fit, task) };
      rows.push(own);
      if (fit.rounds !== undefined) rounds.push(fit.rounds);
      test.forEach((row, position) => {
        const predicted = own.predicted[position] ?? Number.NaN;
        predictions[row] = task.classes[predicted] ?? predicted;
      });
      report?.(index + 1, this.#metrics(rows, 1)[0]?.[1] ?? Number.NaN);
    }
    const perFold = rows.map((own) => Object.fromEntries(this.#measure([own])));
    return {
      metrics: Object.fromEntries(this.#metrics(rows)),
      deviation: summarizeFolds(perFold).deviation,
      rounds,
      predictions,
    };
  }

  #elsewhere(pipeline: Pipeline, index: number): Promise<FoldFit> | undefined {
    const { fits, fitElsewhere } = this.#settings;
    const pending = fitElsewhere?.(pipeline, fits.prepare(pipeline, index), fits);
    // A trial may end, pruned, before the results of its later folds are read.
    pending?.catch(() => undefined);
    return pending;
  }

  #here(pipeline: Pipeline, fold: PreparedFold): FoldFit {
    const model: FittedModel = fitFold(this.#settings.fits, pipeline, fold);
    return { ...modelOutput(model, fold.test.matrix), rounds: model.rounds };
  }

  #actual({ test }: PreparedFold): Float64Array {
    const { task } = this.#settings;
    return task.task === "regression" ? test.target : classPositions("tune", test.target, task.classes);
  }

  /** The metrics, or the first `count` of them: over all rows, or the mean of the folds. */
  #metrics(rows: readonly MetricRows[], count?: number): readonly (readonly [string, number])[] {
    if (this.#settings.average === "rows") return this.#measure([joinRows(rows)], count);
    return this.#measure(rows, count);
  }

  #measure(rows: readonly MetricRows[], count?: number): readonly (readonly [string, number])[] {
    const definitions = this.#settings.definitions.slice(0, count);
    return definitions.map(({ name, measure }) => {
      const total = rows.reduce((sum, own) => sum + measure(own), 0);
      return [name, total / rows.length] as const;
    });
  }
}

function joinRows(rows: readonly MetricRows[]): MetricRows {
  const join = (parts: readonly Float64Array[]): Float64Array => {
    const joined = new Float64Array(parts.reduce((total, part) => total + part.length, 0));
    let next = 0;
    for (const part of parts) {
      joined.set(part, next);
      next += part.length;
    }
    return joined;
  };
  const classCount = rows[0]?.probabilities?.length ?? 0;
  return {
    actual: join(rows.map(({ actual }) => actual)),
    predicted: join(rows.map(({ predicted }) => predicted)),
    probabilities:
      classCount > 0
        ? Array.from({ length: classCount }, (_, index) =>
            join(rows.map(({ probabilities }) => probabilities?.[index] ?? new Float64Array(0))),
          )
        : undefined,
  };
}
