import { FormatError } from "../core/errors.js";
import type { JsonObject } from "../core/json.js";
import type { JsonReader } from "../core/json-reader.js";
import type { Matrix } from "../table/matrix.js";
import { checkFeatures } from "./check-fit.js";
import type { FittedModel } from "./model.js";
import { addTreeValues, type Tree, treeFromJson, treeToJson } from "./tree.js";

/** Fitted boosted trees. */
export interface BoostedTrees extends FittedModel {
  readonly kind: "boostedTrees";
  readonly trees: readonly Tree[];
  /** Added to every prediction, in full precision. */
  readonly offset: number;
  /** Where the float32 sum of the trees begins: 0 in trees trained here, XGBoost's base_score in imported ones. */
  readonly baseScore: number;
  /** RMSE on the validation rows after each round, kept or not; empty without validation rows or after restoring. */
  readonly validationRmse: readonly number[];
  importance(): ReadonlyMap<string, number>;
}

/** The parts of boosted trees that are not behaviour. */
export interface BoostedTreesParts {
  readonly featureNames: readonly string[];
  readonly trees: readonly Tree[];
  readonly offset: number;
  readonly baseScore: number;
  readonly validationRmse?: readonly number[];
}

/** Boosted trees from their parts. */
export function boostedTrees({
  featureNames,
  trees,
  offset,
  baseScore,
  validationRmse = [],
}: BoostedTreesParts): BoostedTrees {
  return {
    kind: "boostedTrees",
    featureNames,
    trees,
    offset,
    baseScore,
    validationRmse,
    predict(matrix) {
      checkFeatures("boostedTrees", featureNames, matrix);
      return predict(matrix, trees, offset, baseScore);
    },
    importance: () => gainShares(featureNames, trees),
    toJSON: (): JsonObject & { readonly kind: string } => ({
      kind: "boostedTrees",
      featureNames: [...featureNames],
      objective: "squaredError",
      offset,
      baseScore,
      trees: trees.map(treeToJson),
    }),
  };
}

/** Brings back what `toJSON` of boosted trees wrote. */
export function restoreBoostedTrees(json: JsonReader): BoostedTrees {
  const objective = json.text("objective");
  if (objective !== "squaredError") {
    throw new FormatError(`${json.place}.objective: must be "squaredError", got ${JSON.stringify(objective)}`);
  }
  const featureNames = json.texts("featureNames");
  return boostedTrees({
    featureNames,
    trees: json.objects("trees").map((tree) => treeFromJson(tree, featureNames.length)),
    offset: json.number("offset"),
    baseScore: json.number("baseScore"),
  });
}

const blockRows = 512;

function predict(matrix: Matrix, trees: readonly Tree[], offset: number, baseScore: number): Float64Array {
  const predictions = new Float64Array(matrix.rowCount);
  const columnCount = matrix.columns.length;
  const cells = new Float32Array(blockRows * columnCount);
  const totals = new Float32Array(blockRows);
  // Blocks of rows small enough that their cells stay in the processor's cache while all trees pass over them.
  for (let start = 0; start < matrix.rowCount; start += blockRows) {
    const count = Math.min(blockRows, matrix.rowCount - start);
    fillCells(cells, matrix, start, count);
    const own = totals.subarray(0, count).fill(baseScore);
    for (const tree of trees) addTreeValues(tree, cells, columnCount, own);
    for (let row = 0; row < count; row++) predictions[start + row] = offset + (own[row] as number);
  }
  return predictions;
}

/** Writes rows `start..start + count` of the matrix one after the other as float32. */
export function fillCells(cells: Float32Array, matrix: Matrix, start: number, count: number): void {
  const columnCount = matrix.columns.length;
  matrix.columns.forEach((values, column) => {
    for (let row = 0, cell = column; row < count; row++, cell += columnCount) {
      cells[cell] = values[start + row] as number;
    }
  });
}

function gainShares(featureNames: readonly string[], trees: readonly Tree[]): ReadonlyMap<string, number> {
  const gains = new Float64Array(featureNames.length);
  let total = 0;
  for (const { leftChildren, splitIndices, lossChanges } of trees) {
    for (let node = 0; node < leftChildren.length; node++) {
      if ((leftChildren[node] as number) < 0) continue;
      const gain = lossChanges[node] as number;
      const feature = splitIndices[node] as number;
      gains[feature] = (gains[feature] as number) + gain;
      total += gain;
    }
  }
  const shares = featureNames.map((name, place) => [name, total === 0 ? 0 : (gains[place] as number) / total] as const);
  return new Map(shares.sort((a, b) => b[1] - a[1]));
}
