import type { Matrix } from "../../table/matrix.js";
import { checkFit, checkTarget } from "../check-fit.js";
import type { FitOptions, Model } from "../model.js";
import { binChunks, type TrainingChunks } from "./bin-chunks.js";
import { type BinnedMatrix, binMatrix } from "./bin-matrix.js";
import type { BoostedTrees } from "./boosted-trees.js";
import { fitThreads } from "./fit-threads.js";
import {
  type CompleteBoostingOptions,
  completeBoostingOptions,
  type GradientBoostingOptions,
} from "./gradient-boosting-options.js";
import { type BinnedFitOptions, trainTrees } from "./train-trees.js";

/** Settings of gradient boosting; fits a matrix, or a binned one, which threads can share. */
export interface GradientBoosting extends Model {
  readonly kind: "gradientBoosting";
  readonly options: CompleteBoostingOptions;
  withRounds(rounds: number): GradientBoosting;
  fit(matrix: Matrix, target: Float64Array, options?: FitOptions): BoostedTrees;
  /** As `fit`, on existing bins; `maxBins` is ignored. `target` has a value for every row of `binned`. */
  fitBinned(binned: BinnedMatrix, target: Float64Array, options?: BinnedFitOptions): BoostedTrees;
  /**
   * As `fit`, on chunks that need not fit into memory together. They are read two times, and training stores about two
   * bytes per column and 12 more of each row, at least one byte per column and 40. Equal to `fit` for one chunk; for
   * several, columns of more than a million rows have their bins from sketches, and sums are rounded differently.
   * `weights` are in the chunks.
   */
  fitChunks(chunks: TrainingChunks, options?: Omit<FitOptions, "weights">): Promise<BoostedTrees>;
}

/**
 * Boosted trees for numbers (squared and absolute error, quantiles) and classes (logistic, softmax), grown on
 * histograms with XGBoost's gain.
 *
 * Columns of categories are split by sets of their codes. A code not seen in training follows the side with more
 * training weight at each split; `ordinal` with `unseen: "error"` refuses it earlier.
 *
 * Missing values go to the side that reduced the training loss more; where training had none, to the side with more
 * weight. Values are compared as float32. The same seed gives the same trees on every machine and any number of
 * threads (`threads` in the options of fit). Training runs in WebAssembly where SIMD is
 * supported, else in JavaScript, with the same trees.
 *
 * @example gradientBoosting({ rounds: 300, depth: 4 }).options.lambda // 1
 */
export function gradientBoosting(options: GradientBoostingOptions = {}): GradientBoosting {
  const complete = completeBoostingOptions(options);
  return {
    kind: "gradientBoosting",
    takesCategories: true,
    needsValidation: complete.earlyStopping > 0,
    options: complete,
    withRounds: (rounds) => gradientBoosting({ ...options, rounds, earlyStopping: 0 }),
    fit(matrix, target, fitOptions) {
      checkFit("gradientBoosting", matrix, target);
      const { maxBins, categories } = complete;
      const threads = fitThreads("gradientBoosting", fitOptions);
      const binned = binMatrix(matrix, { maxBins, categories, threads }, "gradientBoosting");
      return trainTrees(binned, target, complete, { ...fitOptions, threads, ownsBins: true });
    },
    fitBinned(binned, target, fitOptions) {
      checkTarget("gradientBoosting", binned.rowCount, target);
      return trainTrees(binned, target, complete, fitOptions);
    },
    async fitChunks(chunks, fitOptions = {}) {
      const { onProgress } = fitOptions;
      const { binned, target, weights } = await binChunks("gradientBoosting", chunks, complete, (share) =>
        onProgress?.(share / 5),
      );
      return trainTrees(binned, target, complete, {
        ...fitOptions,
        weights,
        ownsBins: true,
        onProgress: (share) => onProgress?.(0.2 + 0.8 * share),
      });
    },
  };
}
