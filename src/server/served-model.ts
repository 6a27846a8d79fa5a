import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";

/** One version of a model, as a request uses it from its start to its end. */
export interface ServedModel {
  readonly name: string;
  readonly ref: string;
  /** The registered version, or the first characters of a file's hash. */
  readonly version: string;
  readonly model: FittedPipeline;
  /** Description in the registry. */
  readonly description: string;
  readonly aliases: readonly string[];
  readonly loadedAt: Date;
}

/** A model that is served, whose version may change. */
export interface ModelSource {
  readonly name: string;
  /** The version of new requests. */
  current(): ServedModel;
  /**
   * Loads the version that the reference has now.
   * @returns whether it is another one
   * @throws an error when it cannot be loaded; `current` is then unchanged.
   */
  refresh(): Promise<boolean>;
  /** The registered versions with the figures of their training runs, newest first; absent for a file. */
  readonly trainingLog?: (() => Promise<readonly TrainedVersion[]>) | undefined;
}

/** A version of a model and the run that made it. */
export interface TrainedVersion {
  readonly version: number;
  readonly aliases: readonly string[];
  readonly description: string;
  /** ISO time. */
  readonly trainedAt: string;
  readonly runId: string | undefined;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * A model that is in memory, under a name.
 *
 * @example modelSource("traffic", fitted).current().model === fitted // true
 */
export function modelSource(name: string, model: FittedPipeline, version = "1"): ModelSource {
  const served = { name, ref: name, version, model, description: "", aliases: [], loadedAt: new Date() };
  return { name, current: () => served, refresh: async () => false };
}
