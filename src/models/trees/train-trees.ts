import { ArgumentError } from "../../core/errors.js";
import { rowNumbers } from "../../core/map-numbers.js";
import { type RandomSource, randomSource } from "../../core/random-source.js";
import { getWeights } from "../check-fit.js";
import type { FitOptions } from "../model.js";
import { targetClasses } from "../target-classes.js";
import type { BinnedMatrix } from "./bin-matrix.js";
import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import type { BoostingObjective, ObjectiveRows } from "./boosting-objective.js";
import { categoryMarks } from "./category-marks.js";
import { checkRange } from "./check-range.js";
import { checkRows, checkRowWeights } from "./check-training-rows.js";
import { columnCells } from "./column-cells.js";
import { drawColumns } from "./draw-columns.js";
import { fitThreads } from "./fit-threads.js";
import type { CompleteBoostingOptions } from "./gradient-boosting-options.js";
import { type GrownTree, growTree } from "./grow-tree.js";
import type { TreeKernel } from "./kernel/tree-kernel.js";
import { logisticObjective } from "./logistic-objective.js";
import { packTrees } from "./pack-trees.js";
import { quantileObjective } from "./quantile-objective.js";
import { softmaxObjective } from "./softmax-objective.js";
import { squaredObjective } from "./squared-objective.js";
import type { Tree } from "./tree.js";
import { type GrowSettings, type TreeGrower, treeGrower } from "./tree-grower.js";
import { watchValidation } from "./watch-validation.js";

/** Options of fitting a binned matrix. */
export interface BinnedFitOptions extends FitOptions {
  /**
   * The indices of the training rows.
   * @default all rows
   */
  readonly rows?: Int32Array | undefined;
  /**
   * Whether thresholds are half way between the values of a node's rows, as in a tree without bins.
   * @default false, as XGBoost
   */
  readonly midpoints?: boolean | undefined;
  /**
   * The kernel and memory of an earlier fit on the same bins with the same settings, which is not released.
   * @default new ones
   */
  readonly grower?: TreeGrower | undefined;
  /**
   * Whether nobody else uses the binned matrix, so that its rows are freed when the kernel has a copy.
   * @default false
   */
  readonly ownsBins?: boolean | undefined;
}

/** Boosted trees fitted to a binned matrix, with the fastest kernel by default. */
export function trainTrees(
  binned: BinnedMatrix,
  target: Float64Array,
  options: CompleteBoostingOptions,
  fitOptions: BinnedFitOptions = {},
  kernel?: TreeKernel,
): BoostedTrees {
  const { rows: given, validation, weights, onProgress, midpoints = false, ownsBins, grower: reused } = fitOptions;
  const threads = fitThreads("gradientBoosting", fitOptions);
  const allRows = given ?? rowNumbers(binned.rowCount);
  checkRows(allRows, binned.rowCount);
  if (weights !== undefined) getWeights("gradientBoosting", binned.rowCount, fitOptions);
  if (options.earlyStopping > 0 && validation === undefined) {
    throw new ArgumentError(
      "gradientBoosting: earlyStopping needs validation rows; set validation in the options of fit, or earlyStopping to 0",
    );
  }
  const encoded = targetClasses(options.objective, target, allRows);
  const isClass = encoded.classes.length > 0;
  if (weights !== undefined) checkRowWeights(encoded, weights, allRows);
  const gainFactor = checkRange("gradientBoosting", { target, weights, isClass });
  const outputs = options.objective === "softmax" ? encoded.classes.length : 1;
  const grower = reused ?? boostingGrower(binned, options, { outputs, threads, midpoints, ownsBins }, kernel);
  grower.workspace.scores.fill(0);
  const objective = createObjective(options, outputs, { grower, rows: allRows, target: encoded.target, weights });
  const shape = { objective: options.objective, quantile: options.quantile, classes: encoded.classes };
  const parts = {
    ...shape,
    featureNames: binned.names,
    offsets: objective.offsets,
    baseScores: objective.offsets.map(() => 0),
  };
  const watch = validation && watchValidation(parts, validation);

  try {
    const grown = growRounds({ grower, objective, options, outputs, allRows, gainFactor, watch, onProgress });
    return boostedTrees({ ...parts, ...grown }, packTrees);
  } finally {
    if (reused === undefined) grower.kernel.release?.();
  }
}

/** The kernel and memory for trees of the settings; `release` of its kernel ends their use. */
export function boostingGrower(
  binned: BinnedMatrix,
  options: CompleteBoostingOptions,
  {
    outputs,
    threads,
    midpoints,
    ownsBins,
  }: { readonly outputs: number; readonly threads: number } & Pick<GrowSettings, "midpoints" | "ownsBins">,
  kernel?: TreeKernel,
): TreeGrower {
  const categories = [...new Set([...options.categories, ...(binned.categories ?? [])])];
  const isCategory = categoryMarks({ categories }, binned);
  const { growth, splitColumnSample, objective } = options;
  const dividesNodes =
    growth === "depth" && splitColumnSample === 1 && objective !== "absolute" && objective !== "quantile";
  const monotone = directions(options, binned.names);
  const settings = { ...options, midpoints, isCategory, monotone, dividesNodes, ownsBins };
  return treeGrower(binned, settings, outputs, threads, kernel);
}

interface Rounds {
  readonly grower: TreeGrower;
  readonly objective: BoostingObjective;
  readonly options: CompleteBoostingOptions;
  readonly outputs: number;
  readonly allRows: Int32Array;
  readonly gainFactor: number;
  readonly watch: ((grown: readonly Tree[]) => number) | undefined;
  readonly onProgress: FitOptions["onProgress"];
}

/** The trees of all rounds, or with early stopping those up to the best, and the validation errors of all. */
function growRounds({ grower, objective, options, outputs, allRows, gainFactor, watch, onProgress }: Rounds): {
  trees: Tree[];
  validationErrors: number[];
} {
  const { binned } = grower;
  const scaledGrower = { ...grower, gainFactor };
  const { scores, rows } = grower.workspace;
  const random = randomSource(options.seed);
  const sampleSize = Math.max(1, Math.round(options.subsample * allRows.length));
  const allColumns = Int32Array.from(binned.names.keys());
  const trees: Tree[] = [];
  const validationErrors: number[] = [];
  let bestRounds = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < options.rounds; round++) {
    objective.beginRound?.();
    const grown: Tree[] = [];
    for (let output = 0; output < outputs; output++) {
      objective.fillGradients(output);
      const sample = rows.subarray(0, sampleSize);
      const leftOut = drawRows(allRows, sample, random);
      const features = drawColumns(allColumns, options.columnSample, random);
      const one = growTree(scaledGrower, features, sampleSize, output * binned.rowCount, random, objective.leafValue);
      for (const row of leftOut) {
        scores[output * binned.rowCount + row] += binnedTreeValue(one, binned, row);
      }
      grown.push(one.tree);
    }
    trees.push(...grown);
    onProgress?.((round + 1) / options.rounds);
    if (watch === undefined) continue;
    const error = watch(grown);
    validationErrors.push(error);
    if (error < best) {
      best = error;
      bestRounds = round + 1;
    } else if (options.earlyStopping > 0 && round + 1 - bestRounds >= options.earlyStopping) break;
  }
  const usedTrees = options.earlyStopping > 0 ? trees.slice(0, bestRounds * outputs) : trees;
  return { trees: usedTrees, validationErrors };
}

function createObjective(
  options: CompleteBoostingOptions,
  outputs: number,
  training: ObjectiveRows,
): BoostingObjective {
  switch (options.objective) {
    case "squared":
      return squaredObjective(training);
    case "absolute":
      return quantileObjective(training, 0.5, 2);
    case "quantile":
      return quantileObjective(training, options.quantile, 1);
    case "logistic":
      return logisticObjective(training);
    case "softmax":
      return softmaxObjective(training, outputs);
  }
}

function directions({ monotone }: CompleteBoostingOptions, names: readonly string[]): Int8Array | undefined {
  const unknown = Object.keys(monotone).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `gradientBoosting: unknown column "${unknown}" in monotone; the columns are ${names.join(", ")}`,
    );
  }
  if (Object.keys(monotone).length === 0) return undefined;
  return Int8Array.from(names, (name) => (Object.hasOwn(monotone, name) ? (monotone[name] === "rising" ? 1 : -1) : 0));
}

function binnedTreeValue({ tree, splitBins }: GrownTree, binned: BinnedMatrix, row: number): number {
  let node = 0;
  for (let left = tree.leftChildren[0]; left >= 0; left = tree.leftChildren[node]) {
    const feature = tree.splitIndices[node];
    const { bins, start, stride } = columnCells(binned, binned, feature);
    const bin = bins[start + row * stride];
    const cutCount = binned.cutOffsets[feature + 1] - binned.cutOffsets[feature];
    const right = tree.categories?.[node];
    const isLow = right === undefined ? bin <= splitBins[node] : right[bin] !== 1;
    const isLeft = bin > cutCount ? tree.defaultLeft[node] === 1 : isLow;
    node = isLeft ? left : tree.rightChildren[node];
  }
  return tree.splitConditions[node];
}

/** Fills `drawn` with rows in their order, each set equally likely (selection sampling); returns the other rows. */
function drawRows(allRows: Int32Array, drawn: Int32Array, random: RandomSource): Int32Array {
  const leftOut = new Int32Array(allRows.length - drawn.length);
  if (leftOut.length === 0) {
    drawn.set(allRows);
    return leftOut;
  }
  let taken = 0;
  for (let index = 0; index < allRows.length; index++) {
    const row = allRows[index];
    if (random.uniform() * (allRows.length - index) < drawn.length - taken) drawn[taken++] = row;
    else leftOut[index - taken] = row;
  }
  return leftOut;
}
