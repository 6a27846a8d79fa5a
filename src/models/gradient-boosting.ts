import { ArgumentError } from "../core/errors.js";
import { type RandomSource, randomSource } from "../core/random-source.js";
import type { Matrix } from "../table/matrix.js";
import { type BinnedMatrix, binMatrix } from "./bin-matrix.js";
import { type BoostedTrees, boostedTrees, fillCells } from "./boosted-trees.js";
import { checkFeatures, checkFit, checkTarget } from "./check-fit.js";
import { type GrownTree, growRoom, growTree } from "./grow-tree.js";
import { meanOf } from "./mean-model.js";
import type { FitOptions, Model } from "./model.js";
import { rmse } from "./rmse.js";
import { addTreeValues, type Tree } from "./tree.js";

/** Settings of boosted trees. Names and meaning follow XGBoost; where a default differs it is said. */
export interface GradientBoostingOptions {
  /** Number of trees. Default: 200 (XGBoost: 100). */
  readonly rounds?: number;
  /** Deepest level of a tree. Default: 6. */
  readonly depth?: number;
  /** Share of each tree's answer that is added. Default: 0.1 (XGBoost: 0.3). */
  readonly learningRate?: number;
  /** L2 penalty on leaf values. Default: 1. */
  readonly lambda?: number;
  /** L1 penalty on leaf values. Default: 0. */
  readonly alpha?: number;
  /** Least gain of a split, in squared units of the target. Default: 0. */
  readonly gamma?: number;
  /** Least number of rows in a leaf. Default: 1. */
  readonly minChildWeight?: number;
  /** Share of the rows each tree sees, drawn without replacement. Default: 1. */
  readonly subsample?: number;
  /** Share of the columns each tree sees. Default: 1. */
  readonly columnSample?: number;
  /** Most bins of a column, 2 to 255. Default: 255. */
  readonly maxBins?: number;
  /** Stops after this many rounds without a better validation RMSE, and keeps the best round. Default: 0, never. */
  readonly earlyStopping?: number;
  /** Seed of the row and column draws. Default: 0. */
  readonly seed?: number;
}

/** What fitting on a binned matrix may use besides the rows. */
export interface BinnedFitOptions extends FitOptions {
  /** The rows to learn from. Default: all. */
  readonly rows?: Int32Array;
}

/** Gradient boosting settings; fits a matrix, or one that is binned already and perhaps shared between threads. */
export interface GradientBoosting extends Model {
  readonly kind: "gradientBoosting";
  readonly options: Required<GradientBoostingOptions>;
  fit(matrix: Matrix, target: Float64Array, options?: FitOptions): BoostedTrees;
  /** As `fit`, on bins made before; `maxBins` has no say then. `target` has a value for every row of `binned`. */
  fitBinned(binned: BinnedMatrix, target: Float64Array, options?: BinnedFitOptions): BoostedTrees;
}

/**
 * Boosted regression trees for squared error, grown level by level on histograms, with XGBoost's gain.
 *
 * Missing values go to the side that training found better; where training had none they follow the heavier side. Values are
 * compared as float32. The same seed gives the same trees on every machine.
 *
 * @example gradientBoosting({ rounds: 300, depth: 4 }).options.lambda // 1
 */
export function gradientBoosting(options: GradientBoostingOptions = {}): GradientBoosting {
  const complete = completeOptions(options);
  return {
    kind: "gradientBoosting",
    options: complete,
    fit(matrix, target, fitOptions) {
      checkFit("gradientBoosting", matrix, target);
      return train(binMatrix(matrix, { maxBins: complete.maxBins }), target, complete, fitOptions);
    },
    fitBinned(binned, target, fitOptions) {
      checkTarget("gradientBoosting", binned.rowCount, target);
      return train(binned, target, complete, fitOptions);
    },
  };
}

function train(
  binned: BinnedMatrix,
  target: Float64Array,
  options: Required<GradientBoostingOptions>,
  { rows: given, validation, onProgress }: BinnedFitOptions = {},
): BoostedTrees {
  const allRows = given ?? Int32Array.from({ length: binned.rowCount }, (_, row) => row);
  checkRows(allRows, binned.rowCount);
  const watch = validation && watcher(binned.names, validation);
  if (options.earlyStopping > 0 && watch === undefined) {
    throw new ArgumentError(
      "gradientBoosting: earlyStopping needs rows to watch; give fit options.validation, or set it to 0",
    );
  }
  const random = randomSource(options.seed);
  const offset = meanOf(
    target.length === allRows.length ? target : Float64Array.from(allRows, (row) => target[row] as number),
  );
  const answers = new Float32Array(binned.rowCount);
  const gradients = new Float64Array(binned.rowCount);
  const sampleSize = Math.max(1, Math.round(options.subsample * allRows.length));
  const rows = new Int32Array(sampleSize);
  const room = growRoom(binned);
  const trees: Tree[] = [];
  const validationRmse: number[] = [];
  let bestRounds = 0;
  let best = Number.POSITIVE_INFINITY;

  for (let round = 0; round < options.rounds; round++) {
    for (let place = 0; place < allRows.length; place++) {
      const row = allRows[place] as number;
      gradients[row] = (answers[row] as number) - ((target[row] as number) - offset);
    }
    const leftOut = drawRows(allRows, rows, random);
    const features = drawFeatures(binned.names.length, options.columnSample, random);
    const grown = growTree(binned, features, rows, gradients, answers, options, room);
    for (const row of leftOut) answers[row] = (answers[row] as number) + binnedTreeValue(grown, binned, row);
    trees.push(grown.tree);
    onProgress?.((round + 1) / options.rounds);
    if (watch === undefined) continue;
    const error = watch(grown.tree, offset);
    validationRmse.push(error);
    if (error < best) {
      best = error;
      bestRounds = round + 1;
    } else if (options.earlyStopping > 0 && round + 1 - bestRounds >= options.earlyStopping) break;
  }
  const kept = options.earlyStopping > 0 ? trees.slice(0, bestRounds) : trees;
  return boostedTrees({ featureNames: binned.names, trees: kept, offset, baseScore: 0, validationRmse });
}

/** Adds one tree after the other to the answers for the validation rows; gives the RMSE after each. */
function watcher(
  names: readonly string[],
  { matrix, target }: NonNullable<FitOptions["validation"]>,
): (tree: Tree, offset: number) => number {
  checkFeatures("gradientBoosting: validation", names, matrix);
  checkFit("gradientBoosting: validation", matrix, target);
  const cells = new Float32Array(matrix.rowCount * names.length);
  fillCells(cells, matrix, 0, matrix.rowCount);
  const answers = new Float32Array(matrix.rowCount);
  return (tree, offset) => {
    addTreeValues(tree, cells, names.length, answers);
    return rmse(
      target,
      Float64Array.from(answers, (answer) => offset + answer),
    );
  };
}

function binnedTreeValue({ tree, splitBins }: GrownTree, binned: BinnedMatrix, row: number): number {
  let node = 0;
  for (let left = tree.leftChildren[0] as number; left >= 0; left = tree.leftChildren[node] as number) {
    const feature = tree.splitIndices[node] as number;
    const bin = binned.columnBins[feature * binned.rowCount + row] as number;
    const cutCount = (binned.cutOffsets[feature + 1] as number) - (binned.cutOffsets[feature] as number);
    const isLeft = bin > cutCount ? tree.defaultLeft[node] === 1 : bin <= (splitBins[node] as number);
    node = isLeft ? left : (tree.rightChildren[node] as number);
  }
  return tree.splitConditions[node] as number;
}

/** Fills `drawn` with rows in their order, each set equally likely (selection sampling); gives the rows left out. */
function drawRows(allRows: Int32Array, drawn: Int32Array, random: RandomSource): Int32Array {
  const leftOut = new Int32Array(allRows.length - drawn.length);
  if (leftOut.length === 0) {
    drawn.set(allRows);
    return leftOut;
  }
  let taken = 0;
  for (let place = 0; place < allRows.length; place++) {
    const row = allRows[place] as number;
    if (random.uniform() * (allRows.length - place) < drawn.length - taken) drawn[taken++] = row;
    else leftOut[place - taken] = row;
  }
  return leftOut;
}

function drawFeatures(count: number, share: number, random: RandomSource): Int32Array {
  const wanted = Math.max(1, Math.round(share * count));
  if (wanted >= count) return Int32Array.from({ length: count }, (_, feature) => feature);
  return random.permutation(count).slice(0, wanted).sort();
}

function checkRows(rows: Int32Array, rowCount: number): void {
  if (rows.length === 0) throw new ArgumentError("gradientBoosting: there are no training rows");
  const bad = rows.find((row) => row < 0 || row >= rowCount);
  if (bad !== undefined)
    throw new ArgumentError(`gradientBoosting: there is no row ${bad}, the matrix has ${rowCount}`);
}

const defaults: Required<GradientBoostingOptions> = {
  rounds: 200,
  depth: 6,
  learningRate: 0.1,
  lambda: 1,
  alpha: 0,
  gamma: 0,
  minChildWeight: 1,
  subsample: 1,
  columnSample: 1,
  maxBins: 255,
  earlyStopping: 0,
  seed: 0,
};

const rules: Readonly<Record<keyof GradientBoostingOptions, readonly [(value: number) => boolean, string]>> = {
  rounds: [(value) => Number.isInteger(value) && value >= 1, "a whole number of at least 1"],
  depth: [(value) => Number.isInteger(value) && value >= 1 && value <= 30, "a whole number in 1..30"],
  learningRate: [(value) => value > 0 && value <= 1, "above 0 and at most 1"],
  lambda: [(value) => value >= 0 && Number.isFinite(value), "0 or more"],
  alpha: [(value) => value >= 0 && Number.isFinite(value), "0 or more"],
  gamma: [(value) => value >= 0 && Number.isFinite(value), "0 or more"],
  minChildWeight: [(value) => value >= 0 && Number.isFinite(value), "0 or more"],
  subsample: [(value) => value > 0 && value <= 1, "above 0 and at most 1"],
  columnSample: [(value) => value > 0 && value <= 1, "above 0 and at most 1"],
  maxBins: [(value) => Number.isInteger(value) && value >= 2 && value <= 255, "a whole number in 2..255"],
  earlyStopping: [(value) => Number.isInteger(value) && value >= 0, "a whole number of at least 0"],
  seed: [Number.isInteger, "a whole number"],
};

function completeOptions(options: GradientBoostingOptions): Required<GradientBoostingOptions> {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(rules, name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `gradientBoosting: there is no option "${unknown}"; options are ${Object.keys(rules).join(", ")}`,
    );
  }
  const complete = { ...defaults, ...options };
  for (const [name, [holds, rule]] of Object.entries(rules)) {
    const value = complete[name as keyof GradientBoostingOptions];
    if (typeof value !== "number" || !holds(value)) {
      throw new ArgumentError(`gradientBoosting: ${name} must be ${rule}, got ${String(value)}`);
    }
  }
  return complete;
}
