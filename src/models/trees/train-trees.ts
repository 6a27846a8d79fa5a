import { ArgumentError } from "../../core/errors.js";
import { type RandomSource, randomSource } from "../../core/random-source.js";
import type { FitOptions } from "../model.js";
import { targetClasses } from "../target-classes.js";
import type { BinnedMatrix } from "./bin-matrix.js";
import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import type { BoostingObjective, ObjectiveRows } from "./boosting-objective.js";
import { categoryMarks } from "./category-marks.js";
import type { CompleteBoostingOptions } from "./gradient-boosting-options.js";
import { drawColumns, type GrownTree, growTree } from "./grow-tree.js";
import type { TreeKernel } from "./kernel/tree-kernel.js";
import { logisticObjective } from "./logistic-objective.js";
import { quantileObjective } from "./quantile-objective.js";
import { softmaxObjective } from "./softmax-objective.js";
import { squaredObjective } from "./squared-objective.js";
import type { Tree } from "./tree.js";
import { treeGrower } from "./tree-grower.js";
import { watchValidation } from "./watch-validation.js";

/** What fitting on a binned matrix may use besides the rows. */
export interface BinnedFitOptions extends FitOptions {
  /** The rows to learn from. Default: all. */
  readonly rows?: Int32Array;
  /** Whether thresholds lie half way between the values of a node's rows, as in a tree without bins. Default: false, as XGBoost. */
  readonly halfWay?: boolean;
}

/** Trains trees on bins; with a kernel given, it runs on that one. */
export function trainTrees(
  binned: BinnedMatrix,
  target: Float64Array,
  options: CompleteBoostingOptions,
  { rows: given, validation, weights, onProgress, halfWay = false }: BinnedFitOptions = {},
  kernel?: TreeKernel,
): BoostedTrees {
  const allRows = given ?? Int32Array.from({ length: binned.rowCount }, (_, row) => row);
  checkRows(allRows, binned.rowCount);
  if (weights !== undefined) checkWeights(weights, allRows, binned.rowCount);
  if (options.earlyStopping > 0 && validation === undefined) {
    throw new ArgumentError(
      "gradientBoosting: earlyStopping needs rows to watch; give fit options.validation, or set it to 0",
    );
  }
  const known = targetClasses(options.objective, target, allRows);
  const outputs = options.objective === "softmax" ? known.classes.length : 1;
  const isCategory = categoryMarks(options, binned);
  const settings = { ...options, halfWay, isCategory, monotone: directions(options, binned.names) };
  const grower = treeGrower(binned, settings, outputs, kernel);
  const { answers, rows } = grower.room;
  const objective = objectiveOf(options, outputs, { grower, rows: allRows, target: known.target, weights });
  const shape = { objective: options.objective, quantile: options.quantile, classes: known.classes };
  const parts = { ...shape, featureNames: binned.names, offsets: objective.offsets, baseScores: offsetsOf(outputs, 0) };
  const watch = validation && watchValidation(parts, validation);

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
      const one = growTree(grower, features, sampleSize, output * binned.rowCount, random, objective.leafValue);
      for (const row of leftOut) {
        const place = output * binned.rowCount + row;
        answers[place] = answers[place] + binnedTreeValue(one, binned, row);
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
  const kept = options.earlyStopping > 0 ? trees.slice(0, bestRounds * outputs) : trees;
  return boostedTrees({ ...parts, trees: kept, validationErrors });
}

function objectiveOf(options: CompleteBoostingOptions, outputs: number, learned: ObjectiveRows): BoostingObjective {
  switch (options.objective) {
    case "squared":
      return squaredObjective(learned);
    case "absolute":
      return quantileObjective(learned, 0.5, 2);
    case "quantile":
      return quantileObjective(learned, options.quantile, 1);
    case "logistic":
      return logisticObjective(learned);
    case "softmax":
      return softmaxObjective(learned, outputs);
  }
}

const offsetsOf = (outputs: number, value: number): number[] => Array.from({ length: outputs }, () => value);

function directions({ monotone }: CompleteBoostingOptions, names: readonly string[]): Int8Array | undefined {
  const unknown = Object.keys(monotone).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(`gradientBoosting: monotone names column "${unknown}"; there are ${names.join(", ")}`);
  }
  if (Object.keys(monotone).length === 0) return undefined;
  return Int8Array.from(names, (name) => (Object.hasOwn(monotone, name) ? (monotone[name] === "rising" ? 1 : -1) : 0));
}

function binnedTreeValue({ tree, splitBins }: GrownTree, binned: BinnedMatrix, row: number): number {
  let node = 0;
  for (let left = tree.leftChildren[0]; left >= 0; left = tree.leftChildren[node]) {
    const feature = tree.splitIndices[node];
    const bin = binned.columnBins[feature * binned.rowCount + row];
    const cutCount = binned.cutOffsets[feature + 1] - binned.cutOffsets[feature];
    const right = tree.categories?.get(node);
    const isLow = right === undefined ? bin <= splitBins[node] : right[bin] !== 1;
    const isLeft = bin > cutCount ? tree.defaultLeft[node] === 1 : isLow;
    node = isLeft ? left : tree.rightChildren[node];
  }
  return tree.splitConditions[node];
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
    const row = allRows[place];
    if (random.uniform() * (allRows.length - place) < drawn.length - taken) drawn[taken++] = row;
    else leftOut[place - taken] = row;
  }
  return leftOut;
}

function checkRows(rows: Int32Array, rowCount: number): void {
  if (rows.length === 0) throw new ArgumentError("gradientBoosting: there are no training rows");
  if (rows.length > rowCount) {
    throw new ArgumentError(`gradientBoosting: ${rows.length} rows of ${rowCount}; name each row once`);
  }
  const bad = rows.find((row) => row < 0 || row >= rowCount);
  if (bad !== undefined)
    throw new ArgumentError(`gradientBoosting: there is no row ${bad}, the matrix has ${rowCount}`);
}

function checkWeights(weights: Float64Array, rows: Int32Array, rowCount: number): void {
  if (weights.length !== rowCount) {
    throw new ArgumentError(`gradientBoosting: there are ${weights.length} weights for ${rowCount} rows`);
  }
  const bad = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (bad >= 0) {
    throw new ArgumentError(
      `gradientBoosting: the weight is ${weights[bad]} at row index ${bad}; give numbers of 0 or more`,
    );
  }
  if (rows.every((row) => weights[row] === 0)) {
    throw new ArgumentError("gradientBoosting: every weight is 0; give some rows a weight");
  }
}
