import { InterruptedError, minimize, tpeSampler } from "cuaderno";
import { type Study, type Trial, workerObjective } from "cuaderno/search";
import { type BoostingParams, boostingSpace } from "./boosting-space.js";
import { type FoldErrorData, type FoldPoint, fitFold, prepareFoldError } from "./fold-error.js";
import type { TrafficFold } from "./folds.js";

/** How the search is run. */
export interface TrafficSearchOptions {
  /** Default: 50. */
  readonly trials?: number;
  /** Seed of the points and of the trees; default 7. The same seed gives the same study on every machine. */
  readonly seed?: number;
  /** Worker threads; default one per fold. 0 runs in this thread. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onTrial?: (trial: Trial<BoostingParams>, study: Study<BoostingParams>) => void | Promise<void>;
}

/** The study, and for its best point how many rounds each fold needed. */
export interface TrafficSearch {
  readonly study: Study<BoostingParams>;
  readonly bestRounds: readonly number[];
}

/** Rounds without a better validation error after which a fold stops. */
export const patience = 25;

/**
 * Searches the space by TPE for the least validation error over all folds together.
 *
 * Trials follow one another, so that the result depends on nothing but the data and the seed; the folds of a trial run side by side.
 */
export async function searchTraffic(
  folds: readonly TrafficFold[],
  options: TrafficSearchOptions = {},
): Promise<TrafficSearch> {
  const { trials = 50, seed = 7, workers = folds.length, signal, onTrial } = options;
  const data: FoldErrorData = { folds, seed, patience };
  const sizes = folds.map(({ validation }) => validation.target.length);
  const inThread = workers === 0 ? prepareFoldError(data) : undefined;
  const inWorkers =
    inThread === undefined
      ? workerObjective<FoldPoint>(new URL("./fold-error.js", import.meta.url), "prepareFoldError", { data, workers })
      : undefined;
  try {
    const study = await minimize(
      boostingSpace,
      async (params, trial) => {
        const errors = await Promise.all(
          folds.map((_, fold) => inThread?.({ ...params, fold }) ?? inWorkers?.({ ...params, fold }, trial)),
        );
        return pooled(errors as number[], sizes);
      },
      {
        sampler: tpeSampler(),
        trials,
        seed,
        ...(signal === undefined ? {} : { signal }),
        ...(onTrial === undefined ? {} : { onTrial }),
      },
    );
    if (study.interrupted) {
      const done = study.trials.filter(({ state }) => state === "complete").length;
      throw new InterruptedError(
        `searchTraffic: stopped after ${done} of ${trials} trials; those are on record, no model was fitted`,
      );
    }
    const bestRounds = folds.map((_, fold) => fitFold({ ...study.bestParams, fold }, data).rounds);
    return { study, bestRounds };
  } finally {
    await inWorkers?.close();
  }
}

/** The RMSE over the rows of all folds. */
function pooled(errors: readonly number[], sizes: readonly number[]): number {
  const rows = sizes.reduce((total, size) => total + size, 0);
  return Math.sqrt(errors.reduce((total, error, fold) => total + error ** 2 * (sizes[fold] as number), 0) / rows);
}
