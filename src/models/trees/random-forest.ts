import { ArgumentError } from "../../core/errors.js";
import { type RandomSource, randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFit, getWeights } from "../check-fit.js";
import type { FitOptions, Model } from "../model.js";
import { binMatrix } from "./bin-matrix.js";
import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import { checkRange } from "./check-range.js";
import { fitThreads } from "./fit-threads.js";
import { completeBoostingOptions } from "./gradient-boosting-options.js";
import { growForest } from "./grow-forest.js";
import { packTrees } from "./pack-trees.js";

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
export function randomForest(given: RandomForestOptions = {}): RandomForest {
  const { trees = 100, depth = 20, leafRows = 1, columnSample = 1, maxBins = 255, seed = 0 } = given;
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
  const options = completeBoostingOptions({
    rounds: 1,
    learningRate: 1 / trees,
    lambda: 0,
    depth,
    minChildWeight: leafRows,
    splitColumnSample: columnSample,
    maxBins,
    seed,
  });
  return {
    kind: "randomForest",
    takesCategories: true,
    fit(matrix, target, fitOptions) {
      checkFit("randomForest", matrix, target);
      const threads = fitThreads("randomForest", fitOptions);
      const { rowCount } = matrix;
      const weights = fitOptions?.weights === undefined ? undefined : scaleToMeanOne(rowCount, fitOptions);
      checkRange("randomForest", { target, weights, isClass: false });
      const isLarge = threads > 1 && rowCount * matrix.names.length >= minimumCells;
      const binned = binMatrix(matrix, { maxBins, shared: isLarge, threads }, "randomForest");
      const random = randomSource(seed);
      const grown = growForest(
        { kind: "forest", binned, target, weights, options },
        {
          trees,
          threads: isLarge ? threads : 1,
          draw: () => {
            const rows = drawWithReplacement(rowCount, random);
            return { kind: "tree", rows, seed: random.integer(2 ** 31) };
          },
          onProgress: fitOptions?.onProgress,
        },
      );
      // Each tree predicts its share of the difference from the mean of its rows, so these means are averaged too.
      const offset = grown.reduce((total, tree) => total + tree.offset / trees, 0);
      return boostedTrees(
        {
          featureNames: binned.names,
          objective: options.objective,
          quantile: options.quantile,
          classes: [],
          offsets: [offset],
          baseScores: [0],
          trees: grown.map(({ tree }) => tree),
        },
        packTrees,
      );
    },
  };
}

/** Cells from which a thread saves more time than it takes to start. */
const minimumCells = 100_000;

/** As many rows as there are, each drawn from all of them; ascending. */
function drawWithReplacement(rowCount: number, random: RandomSource): Int32Array {
  const counts = new Uint16Array(rowCount);
  for (let drawn = 0; drawn < rowCount; drawn++) counts[random.integer(rowCount)]++;
  const rows = new Int32Array(rowCount);
  let next = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let count = counts[row]; count > 0; count--) rows[next++] = row;
  }
  return rows;
}

function scaleToMeanOne(rowCount: number, options: FitOptions): Float64Array {
  const weights = getWeights("randomForest", rowCount, options);
  const mean = weights.reduce((total, weight) => total + weight, 0) / rowCount;
  return weights.map((weight) => weight / mean);
}
