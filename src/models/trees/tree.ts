import { FormatError } from "../../core/errors.js";
import type { Json, JsonObject } from "../../core/json.js";
import type { JsonReader } from "../../core/json-reader.js";
import { categoriesFromJson, categoriesToJson, categoryGoesLeft, type TreeCategories } from "./tree-categories.js";

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
  /** Gain of the split; 0 in a leaf. */
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

/** The tree with XGBoost's field names. Floats are written with the fewest digits that restore the same float32. */
export function treeToJson(tree: Tree): JsonObject {
  return {
    left_children: [...tree.leftChildren],
    right_children: [...tree.rightChildren],
    split_indices: [...tree.splitIndices],
    split_conditions: shortFloats(tree.splitConditions),
    default_left: [...tree.defaultLeft],
    loss_changes: shortFloats(tree.lossChanges),
    sum_hessian: shortFloats(tree.sumHessian),
    base_weights: shortFloats(tree.baseWeights),
    ...categoriesToJson(tree.categories),
  };
}

/** The tree that `treeToJson` or XGBoost wrote; refuses arrays that are not a tree over `featureCount` columns. */
export function treeFromJson(json: JsonReader, featureCount: number): Tree {
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
    defaultLeft: Uint8Array.from(flags(json.value("default_left")), Number),
    lossChanges: floats("loss_changes"),
    sumHessian: floats("sum_hessian"),
    baseWeights: floats("base_weights"),
  };
  const count = arrays.leftChildren.length;
  if (count === 0) throw new FormatError(`${json.path}: the tree has no node; save the model again`);
  for (const [name, values] of Object.entries(arrays) as [string, ArrayLike<number>][]) {
    if (values.length !== count) {
      throw new FormatError(
        `${json.path}: ${name} has ${values.length} entries, leftChildren has ${count}; save the model again`,
      );
    }
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
      throw new FormatError(
        `${json.path}: node ${node} splits on column ${feature}, the model has ${featureCount}; save the model again`,
      );
    }
  }
  return tree;
}

/** Booleans in files of XGBoost before 1.6, 0 and 1 in later ones. */
function flags(value: Json): readonly Json[] {
  return Array.isArray(value) && value.every((item) => item === 0 || item === 1 || typeof item === "boolean")
    ? value
    : [];
}

function shortFloats(values: Float32Array): number[] {
  return Array.from(values, (value) => {
    for (let digits = 6; digits < 9; digits++) {
      const short = Number(value.toPrecision(digits));
      if (Math.fround(short) === value) return short;
    }
    return Number(value.toPrecision(9));
  });
}
