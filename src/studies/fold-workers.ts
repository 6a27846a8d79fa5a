import { availableParallelism } from "node:os";
import { ArgumentError } from "../core/errors.js";
import type { GradientBoosting } from "../models/trees/gradient-boosting.js";
import { type FoldFits, isBoosting, type PreparedFold } from "../pipeline/fold-fits.js";
import type { FitElsewhere, FoldFit } from "../pipeline/fold-scorer.js";
import { sharedData } from "./shared-data.js";
import { type WorkerObjective, workerObjective } from "./worker-objective.js";

/** Worker threads that fit boosted trees fold by fold. */
export interface FoldWorkers {
  /** Whether there are several, so that bins are worth sharing. */
  readonly shared: boolean;
  readonly fitElsewhere: FitElsewhere;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Cells of a fold from which a thread saves more time than it costs to start. */
const minimumCells = 100_000;

/**
 * Threads for the folds of a search: boosted trees on folds of at least 100,000 cells, without resampling, are fitted
 * in them; every other model in this thread. They start when they are first needed.
 */
export function foldWorkers(workers: number = availableParallelism()): FoldWorkers {
  if (!Number.isSafeInteger(workers) || workers < 0) {
    throw new ArgumentError(
      `tune: workers must be an integer >= 0, got ${workers}; pass workers: 0 to train in this thread`,
    );
  }
  let pool: WorkerObjective<unknown> | undefined;
  const shared = new WeakMap<PreparedFold, object>();
  const shareFold = (fold: PreparedFold): object => {
    const known = shared.get(fold);
    if (known !== undefined) return known;
    const { training, test } = fold;
    const data = sharedData({ target: training.target.values, weights: training.weights, test }, "tune") as object;
    shared.set(fold, data);
    return data;
  };
  const fitInThread = async (model: GradientBoosting, fold: PreparedFold, fits: FoldFits): Promise<FoldFit> => {
    const classes = getClasses(model, fold.training.target.values);
    const { rowCount } = fold.test.matrix;
    const outputs = Array.from(
      { length: Math.max(1, classes.length) },
      () => new Float64Array(new SharedArrayBuffer(8 * rowCount)),
    );
    pool ??= workerObjective<unknown>(new URL("./assets/fit-fold.mjs", import.meta.url), "fitFold", { workers });
    const task = { options: givenOptions(model), binned: fits.bins(fold, model), ...shareFold(fold), outputs };
    const rounds = await pool(task);
    const [values = new Float64Array(0)] = outputs;
    return classes.length > 0 ? { classes, probabilities: outputs, rounds } : { values, rounds };
  };
  return {
    shared: workers > 1,
    fitElsewhere: ({ model, resample }, fold, fits) => {
      const { matrix } = fold.prepared;
      const isLarge = matrix.rowCount * matrix.names.length >= minimumCells;
      if (workers < 2 || !isLarge || resample.length > 0 || !isBoosting(model)) return undefined;
      return fitInThread(model, fold, fits);
    },
    close: async () => await pool?.close(),
  };
}

/** The options as `gradientBoosting` takes them: the number of leaves only where trees grow by leaf. */
function givenOptions({ options }: GradientBoosting): object {
  const { maxLeaves: _, ...others } = options;
  return options.growth === "leaf" ? options : others;
}

/** The classes of a target, ascending; none for numbers. */
function getClasses({ options }: GradientBoosting, target: Float64Array): readonly number[] {
  if (options.objective !== "logistic" && options.objective !== "softmax") return [];
  return [...new Set(target)].sort((a, b) => a - b);
}
