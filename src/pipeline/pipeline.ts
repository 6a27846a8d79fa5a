import { ArgumentError } from "../core/errors.js";
import type { Resampler } from "../features/resamplers/resampler.js";
import type { Step } from "../features/step.js";
import type { Model } from "../models/model.js";
import type { TableSource } from "../table/frame-like.js";
import type { TableSchema } from "../table/schema/schema.js";
import { fitPipeline, type PipelineFitOptions } from "./fit-pipeline.js";
import type { FittedPipeline } from "./fitted-pipeline.js";

/** Feature steps and the model that learns from what they make. */
export interface PipelineOptions {
  /** @default [] */
  readonly steps?: readonly Step[] | undefined;
  readonly model: Model;
  /**
   * Changes how many rows of each class the model learns from, one after the other; never acts on rows to predict.
   * @default none
   */
  readonly resample?: Resampler | readonly Resampler[] | undefined;
  /**
   * The schema that the table was read with: its names, units, ranges and labels become the input contract of the
   * fitted pipeline.
   * @default what the training rows show
   */
  readonly schema?: TableSchema | undefined;
}

/** Steps and a model as one value. */
export interface Pipeline {
  readonly steps: readonly Step[];
  readonly model: Model;
  readonly resample: readonly Resampler[];
  readonly schema?: TableSchema | undefined;
  /**
   * Learns the steps, one after the other, then the model, from a Polars frame or columns. `target` is the name of a
   * column (numbers, booleans or labels) or one value per row.
   */
  fit(source: TableSource, target: Float64Array | string, options?: PipelineFitOptions): FittedPipeline;
}

/**
 * Steps and a model as one value: fitted together and saved in one JSON file, so that nothing learned from test rows
 * can leak in.
 *
 * Columns of strings that reach a model of trees are coded for it as categories; other models need an encoder among the
 * steps.
 *
 * @throws ArgumentError when a resampler is among the steps.
 * @example pipeline({ steps: [select({ columns: ["hour"] })], model: meanModel() }).model.kind // "mean"
 */
export function pipeline({ steps = [], model, resample = [], schema }: PipelineOptions): Pipeline {
  const resamplers = Array.isArray(resample) ? (resample as readonly Resampler[]) : [resample as Resampler];
  checkSteps(steps);
  const settings = { steps, model, resample: resamplers, schema };
  return { ...settings, fit: (source, target, options) => fitPipeline(settings, source, target, options) };
}

/** Refuses a resampler among the steps, for callers that the compiler does not stop. */
function checkSteps(steps: readonly Step[]): void {
  const stray = (steps as readonly (Step | Resampler)[]).find((step) => "resample" in step);
  if (stray !== undefined) {
    throw new ArgumentError(
      `pipeline: ${stray.kind} changes the training rows and cannot be one of the steps; give it as resample, which acts only in training`,
    );
  }
}
