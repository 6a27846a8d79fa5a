import { ArgumentError } from "../../core/errors.js";
import { randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFit, getWeights } from "../check-fit.js";
import type { FitOptions, Model } from "../model.js";
import { binMatrix } from "./bin-matrix.js";
import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import { gradientBoosting } from "./gradient-boosting.js";

export interface RandomForestOptions {
  /** Number of trees. @default 100 */
  readonly trees?: number | undefined;
  /** Maximum depth of a tree. @default 20 */
  readonly depth?: number | undefined;
  /** Minimum number of rows in a leaf. @default 1 */
  readonly leafRows?: number | undefined;
  /** Share of the columns that each split may use, drawn for each split; scikit-learn's max_features. @default 1 */
  readonly columnSample?: number | undefined;
  /** Maximum number of bins of a column. @default 255 */
  readonly maxBins?: number | undefined;
  /** @default 0 */
  readonly seed?: number | undefined;
}

/** Settings of a random forest. */
export interface RandomForest extends Model {
  fit(matrix: Matrix, target: Float64Array, options?: FitOptions): BoostedTrees;
}

/**
 * The mean of many deep trees, each grown on a bootstrap sample of the rows. With a target of 0 and 1 the prediction is
 * the probability of 1.
 *
 * Values are binned as in `gradientBoosting`; thresholds are half way between the values of a node's rows. With
 * weights, a leaf needs `leafRows` times the mean weight. The fitted model is of the same kind as boosted trees: it has
 * the same JSON, accepts missing values and has importance by gain.
 *
 * @example randomForest({ trees: 50, leafRows: 5 }).kind // "randomForest"
 */
export function randomForest(options: RandomForestOptions = {}): RandomForest {
  const { trees = 100, depth = 20, leafRows = 1, columnSample = 1, maxBins = 255, seed = 0 } = options;
  if (!Number.isInteger(trees) || trees < 1) {
    throw new ArgumentError(
      `randomForest: expected trees to be an integer >= 1, got ${trees}; pass trees: 100, or leave it out`,
    );
  }
  if (!Number.isInteger(leafRows) || leafRows < 1) {
    throw new ArgumentError(
      `randomForest: expected leafRows to be an integer >= 1, got ${leafRows}; pass leafRows: 1, or leave it out`,
    );
  }
  if (!(columnSample > 0 && columnSample <= 1)) {
    throw new ArgumentError(
      `randomForest: expected columnSample to be a number > 0 and <= 1, got ${columnSample}; pass columnSample: 1 for all columns`,
    );
  }
  const grower = (treeSeed: number) =>
    gradientBoosting({
      rounds: 1,
      learningRate: 1 / trees,
      lambda: 0,
      depth,
      minChildWeight: leafRows,
      splitColumnSample: columnSample,
      maxBins,
      seed: treeSeed,
    });
  grower(seed);
  return {
    kind: "randomForest",
    takesCategories: true,
    fit(matrix, target, fitOptions) {
      checkFit("randomForest", matrix, target);
      const weighted =
        fitOptions?.weights === undefined ? {} : { weights: scaleToMeanOne(matrix.rowCount, fitOptions) };
      const binned = binMatrix(matrix, { maxBins }, "randomForest");
      const random = randomSource(seed);
      const grown = Array.from({ length: trees }, (_, tree) => {
        const rows = Int32Array.from({ length: matrix.rowCount }, () => random.integer(matrix.rowCount));
        const fitted = grower(random.integer(2 ** 31)).fitBinned(binned, target, {
          rows: rows.sort(),
          midpoints: true,
          threads: fitOptions?.threads,
          ...weighted,
        });
        fitOptions?.onProgress?.((tree + 1) / trees);
        return fitted;
      });
      const [first] = grown;
      if (first === undefined)
        throw new ArgumentError("randomForest: no tree was grown; raise trees, or give rows to learn from");
      // Each tree predicts its share of the difference from the mean of its rows, so these means are averaged too.
      const offset = grown.reduce((total, { offsets }) => total + (offsets[0] ?? 0) / trees, 0);
      return boostedTrees({ ...first, offsets: [offset], trees: grown.flatMap((fitted) => fitted.trees) });
    },
  };
}

function scaleToMeanOne(rowCount: number, options: FitOptions): Float64Array {
  const weights = getWeights("randomForest", rowCount, options);
  const mean = weights.reduce((total, weight) => total + weight, 0) / rowCount;
  return weights.map((weight) => weight / mean);
}
