import { FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { categoriesFromJson, categoryGoesLeft, type TreeCategories } from "./tree-categories.js";

/**
 * A regression tree in XGBoost's arrays, one entry per node, the root first.
 *
 * A row goes left when its float32 value is below `splitConditions`; a missing value goes to the side of `defaultLeft`.
 * A node with `categories` instead sends the listed codes right and all others left; its `splitConditions` is ignored.
 * A leaf has no children (-1) and holds its value, learning rate applied, in `splitConditions`.
 */
export interface Tree {
  readonly leftChildren: Int32Array;
  readonly rightChildren: Int32Array;
  /** Index of the split column among the features; 0 in a leaf. */
  readonly splitIndices: Int32Array;
  readonly splitConditions: Float32Array;
  readonly defaultLeft: Uint8Array;
  /** Gain of the split, in all trees multiplied by the same number where float32 needs it; 0 in a leaf. */
  readonly lossChanges: Float32Array;
  /** Sum of the second derivatives of the node's training rows: the number of rows, for squared error. */
  readonly sumHessian: Float32Array;
  /** Value the node would have as a leaf, before the learning rate. */
  readonly baseWeights: Float32Array;
  /** The nodes that split on categories; left out where none does. */
  readonly categories?: TreeCategories | undefined;
}

/**
 * Adds the tree's value for each row of `cells` (row after row, float32) to `totals`, rounded to float32 as in XGBoost.
 */
export function addTreeValues(tree: Tree, cells: Float32Array, columnCount: number, totals: Float32Array): void {
  const { leftChildren, rightChildren, splitIndices, splitConditions } = tree;
  for (let row = 0, start = 0; row < totals.length; row++, start += columnCount) {
    let node = 0;
    for (let left = leftChildren[0]; left >= 0; left = leftChildren[node]) {
      node = goesLeft(tree, node, cells[start + splitIndices[node]]) ? left : rightChildren[node];
    }
    totals[row] = totals[row] + splitConditions[node];
  }
}

/** Whether a row with this float32 value of the node's column goes left. */
export function goesLeft({ categories, defaultLeft, splitConditions }: Tree, node: number, value: number): boolean {
  if (Number.isNaN(value)) return defaultLeft[node] === 1;
  const right = categories?.[node];
  return right === undefined ? value < splitConditions[node] : categoryGoesLeft(right, value);
}

/** The tree of XGBoost's arrays; refuses arrays that are not a tree over `featureCount` columns. */
export function treeFromJson(
  json: JsonReader,
  featureCount: number,
  defaultLeft: readonly number[] = json.numbers("default_left"),
): Tree {
  const floats = (key: string): Float32Array => {
    const values = Float32Array.from(json.numbers(key));
    if (values.every(Number.isFinite)) return values;
    throw json.invalid(key, "numbers in float32");
  };
  const arrays: Omit<Tree, "categories"> = {
    leftChildren: Int32Array.from(json.numbers("left_children")),
    rightChildren: Int32Array.from(json.numbers("right_children")),
    splitIndices: Int32Array.from(json.numbers("split_indices")),
    splitConditions: floats("split_conditions"),
    defaultLeft: Uint8Array.from(defaultLeft),
    lossChanges: floats("loss_changes"),
    sumHessian: floats("sum_hessian"),
    baseWeights: floats("base_weights"),
  };
  const count = arrays.leftChildren.length;
  const uneven = Object.entries(arrays).find(([, values]) => count === 0 || values.length !== count);
  if (uneven !== undefined) {
    throw json.invalid(uneven[0], `${count || "some"} nodes`);
  }
  const categories = categoriesFromJson(json, count);
  const tree: Tree = categories === undefined ? arrays : { ...arrays, categories };
  const seen = new Uint8Array(count);
  for (let node = 0; node < count; node++) {
    const left = tree.leftChildren[node];
    const right = tree.rightChildren[node];
    if (left < 0 && right < 0) continue;
    for (const child of [left, right]) {
      // Each node has at most one parent, so every path from the root ends.
      if (child <= 0 || child >= count || seen[child] === 1) {
        throw new FormatError(
          `${json.path}: node ${node} has child ${child}; expected an unused node from 1 to ${count - 1}`,
        );
      }
      seen[child] = 1;
    }
    const feature = tree.splitIndices[node];
    if (feature < 0 || feature >= featureCount) {
      throw json.invalid("split_indices", `columns below ${featureCount}`);
    }
  }
  return tree;
}
