import { ArgumentError } from "../../core/errors.js";
import type { Json, JsonObject } from "../../core/json.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFeatures } from "../check-fit.js";
import { importanceShares } from "../importance-shares.js";
import type { FittedModel } from "../model.js";
import { mostLikelyClass } from "../most-likely-class.js";
import { softmaxRows } from "../softmax-rows.js";
import type { ObjectiveName } from "./boosting-objective.js";
import { javascriptSummer, sumTrees } from "./kernel/sum-trees.js";
import { type Tree, treeFromJson } from "./tree.js";
import { unpackTrees } from "./unpack-trees.js";

/** The parts of boosted trees other than their trees. */
export interface BoostedTreesShape {
  readonly featureNames: readonly string[];
  readonly objective: ObjectiveName;
  /** The predicted quantile, for the objective `quantile`. */
  readonly quantile: number;
  /** The classes of the target, ascending; none where it is a number. */
  readonly classes: readonly number[];
  /**
   * Added to every prediction, in full precision, one per output: `softmax` has one output per class, others have one.
   */
  readonly offsets: readonly number[];
  /**
   * Initial value of the float32 sum of each output's trees: 0 in trees trained here, XGBoost's base_score in imported
   * ones.
   */
  readonly baseScores: readonly number[];
}

/** Boosted trees without their behaviour. */
export interface BoostedTreesParts extends BoostedTreesShape {
  /** Round after round, each with one tree per output. */
  readonly trees: readonly Tree[];
  /** Error on the validation rows after each trained round; empty without validation rows or after restoring. */
  readonly validationErrors?: readonly number[] | undefined;
}

/**
 * Fitted boosted trees. With a target of classes `predict` gives the most likely class and `probabilities` that of
 * each.
 */
export interface BoostedTrees extends BoostedTreesParts, FittedModel {
  readonly kind: "boostedTrees";
  readonly featureNames: readonly string[];
  readonly classes: readonly number[];
  readonly validationErrors: readonly number[];
  /** The sum of each output's trees: the prediction itself, the log odds (logistic), or the input of softmax. */
  margins(matrix: Matrix): readonly Float64Array[];
  probabilities(matrix: Matrix): readonly Float64Array[];
  importance(): ReadonlyMap<string, number>;
}

/** Boosted trees from their parts; `treesToJson` writes the trees. */
export function boostedTrees(parts: BoostedTreesParts, treesToJson: (trees: readonly Tree[]) => Json): BoostedTrees {
  const { featureNames, trees, objective, classes, offsets, baseScores } = parts;
  const outputs = offsets.length;
  const perOutput = offsets.map((_, output) => trees.filter((_, index) => index % outputs === output));
  const margins = (matrix: Matrix): Float64Array[] => {
    checkFeatures("boostedTrees", featureNames, matrix);
    return sumOutputs(matrix, perOutput, offsets, baseScores);
  };
  return {
    ...parts,
    kind: "boostedTrees",
    rounds: trees.length / Math.max(1, offsets.length),
    validationErrors: parts.validationErrors ?? [],
    margins,
    predict(matrix) {
      const sums = margins(matrix);
      return classes.length === 0 ? sums[0] : mostLikelyClass(classes, toProbabilities(objective, sums));
    },
    probabilities(matrix) {
      if (classes.length === 0) {
        throw new ArgumentError(
          `boostedTrees: objective "${objective}" has no probabilities; use "logistic" or "softmax"`,
        );
      }
      return toProbabilities(objective, margins(matrix));
    },
    importance: () => gainShares(featureNames, trees),
    toJSON: (): JsonObject & { readonly kind: string } => ({
      kind: "boostedTrees",
      featureNames: [...featureNames],
      objective,
      ...(objective === "quantile" ? { quantile: parts.quantile } : {}),
      ...(classes.length > 0 ? { classes: [...classes] } : {}),
      offsets: [...offsets],
      baseScores: [...baseScores],
      trees: treesToJson(trees),
    }),
  };
}

const objectives: readonly ObjectiveName[] = ["squared", "absolute", "quantile", "logistic", "softmax"];

/** The boosted trees that `toJSON` wrote. */
export function restoreBoostedTrees(json: JsonReader): BoostedTrees {
  const name = json.string("objective");
  const objective = objectives.find((known) => known === name);
  if (objective === undefined) throw json.invalid("objective", `one of ${objectives.join(", ")}, got "${name}"`);
  const featureNames = json.strings("featureNames");
  const classes = objective === "logistic" || objective === "softmax" ? json.numbers("classes") : [];
  const outputs = objective === "softmax" ? classes.length : 1;
  const offsets = json.numbers("offsets");
  const baseScores = json.numbers("baseScores");
  const saved = json.value("trees");
  const trees = Array.isArray(saved)
    ? json.objects("trees").map((tree) => treeFromJson(tree, featureNames.length))
    : unpackTrees(json.object("trees"), featureNames.length);
  if (outputs === 0 || offsets.length !== outputs || baseScores.length !== outputs || trees.length % outputs !== 0) {
    throw json.invalid("trees", `a tree, an offset and a base score for each of ${outputs || "some"} outputs`);
  }
  if (objective === "logistic" && classes.length !== 2) {
    throw json.invalid("classes", `2 classes for logistic, got ${classes.length}`);
  }
  const quantile = objective === "quantile" ? json.number("quantile") : 0.5;
  return boostedTrees({ featureNames, objective, quantile, classes, offsets, baseScores, trees }, () => saved);
}

const largestBlock = 512;

/** For fewer rows the set-up of WebAssembly takes longer than the sums. */
const wasmRows = 1_000;

function sumOutputs(
  matrix: Matrix,
  perOutput: readonly (readonly Tree[])[],
  offsets: readonly number[],
  baseScores: readonly number[],
): Float64Array[] {
  const columnCount = matrix.columns.length;
  const sums = offsets.map(() => new Float64Array(matrix.rowCount));
  const blockRows = Math.min(largestBlock, matrix.rowCount);
  const makeSummer = matrix.rowCount < wasmRows ? javascriptSummer : sumTrees;
  const summers = perOutput.map((outputTrees) => makeSummer(outputTrees, columnCount, blockRows));
  // The cells of a block fit into the processor's cache while all trees pass over them.
  for (let start = 0; start < matrix.rowCount; start += blockRows) {
    const count = Math.min(blockRows, matrix.rowCount - start);
    summers.forEach(({ cells, totals, addTrees }, output) => {
      const mayMiss = fillCells(cells, matrix, start, count);
      totals.fill(baseScores[output]);
      addTrees(count, mayMiss);
      const margins = sums[output];
      for (let row = 0; row < count; row++) margins[start + row] = offsets[output] + totals[row];
    });
  }
  return sums;
}

/** Probabilities of the classes from the sums of each output's trees. */
export function toProbabilities(objective: ObjectiveName, margins: readonly Float64Array[]): readonly Float64Array[] {
  if (objective === "logistic") {
    const odds = margins[0];
    return [odds.map((margin) => 1 / (1 + Math.exp(margin))), odds.map((margin) => 1 / (1 + Math.exp(-margin)))];
  }
  const probabilities = margins.map((values) => values.slice());
  softmaxRows(probabilities);
  return probabilities;
}

/**
 * Writes rows `start..start + count` of the matrix one after the other as float32; returns whether a value may be
 * missing.
 */
export function fillCells(cells: Float32Array, matrix: Matrix, start: number, count: number): boolean {
  const columnCount = matrix.columns.length;
  let isMissing = false;
  matrix.columns.forEach((values, column) => {
    let sum = 0;
    for (let row = 0, cell = column; row < count; row++, cell += columnCount) {
      const value = values[start + row];
      cells[cell] = value;
      sum += value;
    }
    // Infinities of both signs sum to NaN too; true is correct for any row, only slower.
    if (Number.isNaN(sum)) isMissing = true;
  });
  return isMissing;
}

function gainShares(featureNames: readonly string[], trees: readonly Tree[]): ReadonlyMap<string, number> {
  const gains = new Float64Array(featureNames.length);
  let total = 0;
  for (const { leftChildren, splitIndices, lossChanges } of trees) {
    for (let node = 0; node < leftChildren.length; node++) {
      if (leftChildren[node] < 0) continue;
      const gain = lossChanges[node];
      const feature = splitIndices[node];
      gains[feature] = gains[feature] + gain;
      total += gain;
    }
  }
  return importanceShares(featureNames, gains, total);
}
