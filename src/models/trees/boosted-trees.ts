import { ArgumentError, FormatError } from "../../core/errors.js";
import type { JsonObject } from "../../core/json.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFeatures } from "../check-fit.js";
import type { FittedModel } from "../model.js";
import type { ObjectiveName } from "./boosting-objective.js";
import { sumTrees } from "./kernel/sum-trees.js";
import { type Tree, treeFromJson, treeToJson } from "./tree.js";

/** What boosted trees are besides their trees. */
export interface BoostedTreesShape {
  readonly featureNames: readonly string[];
  readonly objective: ObjectiveName;
  /** The quantile answered with, for the objective `quantile`. */
  readonly quantile: number;
  /** The classes of the target, ascending; none where it is a number. */
  readonly classes: readonly number[];
  /** Added to every answer, in full precision, one for each output: `softmax` has an output for each class, others have one. */
  readonly offsets: readonly number[];
  /** Where the float32 sum of each output's trees begins: 0 in trees trained here, XGBoost's base_score in imported ones. */
  readonly baseScores: readonly number[];
}

/** Boosted trees without their behaviour. */
export interface BoostedTreesParts extends BoostedTreesShape {
  /** Round after round, in each round one tree for each output. */
  readonly trees: readonly Tree[];
  /** Error on the validation rows after each round, kept or not; empty without validation rows or after restoring. */
  readonly validationErrors?: readonly number[];
}

/** Fitted boosted trees. With a target of classes `predict` gives the most likely class and `probabilities` that of each. */
export interface BoostedTrees extends BoostedTreesParts, FittedModel {
  readonly kind: "boostedTrees";
  readonly featureNames: readonly string[];
  readonly classes: readonly number[];
  readonly validationErrors: readonly number[];
  /** The sums of each output's trees: the prediction itself, the logarithm of the odds (logistic), what softmax takes. */
  margins(matrix: Matrix): readonly Float64Array[];
  probabilities(matrix: Matrix): readonly Float64Array[];
  importance(): ReadonlyMap<string, number>;
}

/** Boosted trees from their parts. */
export function boostedTrees(parts: BoostedTreesParts): BoostedTrees {
  const { featureNames, trees, objective, classes, offsets, baseScores } = parts;
  const margins = (matrix: Matrix): Float64Array[] => {
    checkFeatures("boostedTrees", featureNames, matrix);
    return sumAll(matrix, trees, offsets, baseScores);
  };
  return {
    ...parts,
    kind: "boostedTrees",
    validationErrors: parts.validationErrors ?? [],
    margins,
    predict(matrix) {
      const sums = margins(matrix);
      return classes.length === 0 ? sums[0] : likeliest(outcomesOf(objective, sums), classes);
    },
    probabilities(matrix) {
      if (classes.length === 0) {
        throw new ArgumentError(
          `boostedTrees: objective "${objective}" has no probabilities; train with objective "logistic" or "softmax"`,
        );
      }
      return outcomesOf(objective, margins(matrix));
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
      trees: trees.map(treeToJson),
    }),
  };
}

const objectives: readonly ObjectiveName[] = ["squared", "absolute", "quantile", "logistic", "softmax"];

/** Brings back what `toJSON` of boosted trees wrote. */
export function restoreBoostedTrees(json: JsonReader): BoostedTrees {
  const objective = objectives.find((name) => name === json.string("objective"));
  if (objective === undefined) {
    throw new FormatError(
      `${json.path}.objective: must be one of ${objectives.join(", ")}, got ${JSON.stringify(json.string("objective"))}`,
    );
  }
  const featureNames = json.strings("featureNames");
  const classes = objective === "logistic" || objective === "softmax" ? json.numbers("classes") : [];
  const outputs = objective === "softmax" ? classes.length : 1;
  const offsets = json.numbers("offsets");
  const baseScores = json.numbers("baseScores");
  const trees = json.objects("trees").map((tree) => treeFromJson(tree, featureNames.length));
  if (outputs === 0 || offsets.length !== outputs || baseScores.length !== outputs || trees.length % outputs !== 0) {
    throw new FormatError(
      `${json.path}: ${trees.length} trees, ${offsets.length} offsets and ${baseScores.length} base scores do not fit ${outputs} outputs`,
    );
  }
  if (objective === "logistic" && classes.length !== 2) {
    throw new FormatError(`${json.path}.classes: logistic has two classes, got ${classes.length}`);
  }
  const quantile = objective === "quantile" ? json.number("quantile") : 0.5;
  return boostedTrees({ featureNames, objective, quantile, classes, offsets, baseScores, trees });
}

const blockRows = 512;

function sumAll(
  matrix: Matrix,
  trees: readonly Tree[],
  offsets: readonly number[],
  baseScores: readonly number[],
): Float64Array[] {
  const outputs = offsets.length;
  const columnCount = matrix.columns.length;
  const sums = offsets.map(() => new Float64Array(matrix.rowCount));
  const perOutput = offsets.map((_, output) => trees.filter((_, place) => place % outputs === output));
  const summers = perOutput.map((own) => sumTrees(own, columnCount, blockRows));
  // Blocks of rows small enough that their cells stay in the processor's cache while all trees pass over them.
  for (let start = 0; start < matrix.rowCount; start += blockRows) {
    const count = Math.min(blockRows, matrix.rowCount - start);
    summers.forEach(({ cells, totals, addTrees }, output) => {
      const mayMiss = fillCells(cells, matrix, start, count);
      totals.fill(baseScores[output]);
      addTrees(count, mayMiss);
      const own = sums[output];
      for (let row = 0; row < count; row++) own[start + row] = offsets[output] + totals[row];
    });
  }
  return sums;
}

/** Probabilities of the classes from the sums of each output's trees. */
export function outcomesOf(objective: ObjectiveName, margins: readonly Float64Array[]): readonly Float64Array[] {
  if (objective === "logistic") {
    const odds = margins[0];
    return [odds.map((margin) => 1 / (1 + Math.exp(margin))), odds.map((margin) => 1 / (1 + Math.exp(-margin)))];
  }
  const outcomes = margins.map((own) => own.slice());
  const rowCount = margins[0]?.length ?? 0;
  for (let row = 0; row < rowCount; row++) {
    const largest = margins.reduce((high, own) => Math.max(high, own[row]), Number.NEGATIVE_INFINITY);
    let total = 0;
    for (const own of outcomes) {
      own[row] = Math.exp(own[row] - largest);
      total += own[row];
    }
    for (const own of outcomes) own[row] = own[row] / total;
  }
  return outcomes;
}

/** The class with the highest probability in each row; of equal ones the first. */
function likeliest(probabilities: readonly Float64Array[], classes: readonly number[]): Float64Array {
  return Float64Array.from(probabilities[0], (_, row) => {
    let best = 0;
    probabilities.forEach((own, place) => {
      if (own[row] > probabilities[best]?.[row]) best = place;
    });
    return classes[best];
  });
}

/** Writes rows `start..start + count` of the matrix one after the other as float32; tells whether one may be missing. */
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
    // Infinities of both signs sum to NaN too: the longer way is right for any row.
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
  const shares = featureNames.map((name, place) => [name, total === 0 ? 0 : gains[place] / total] as const);
  return new Map(shares.sort((a, b) => b[1] - a[1]));
}
