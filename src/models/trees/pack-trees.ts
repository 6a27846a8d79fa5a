import type { Json } from "../../core/json.js";
import type { Tree } from "./tree.js";
import { categoryLists } from "./tree-categories.js";

/**
 * The nodes of all trees by XGBoost's names: the numbers of all trees one after the other in base64 (little endian),
 * which take half of the bytes of numbers in JSON and restore the same bits.
 *
 * A leaf has 0 as its left child, and neither `splits` (`2 * split_index + default_left`) nor `loss_changes`; the right
 * child is the node after the left one. Trees of other tools with other numbers are an array of XGBoost's objects.
 */
export function packTrees(trees: readonly Tree[]): Json {
  if (!trees.every(isPlain)) return trees.map(toXgboostArrays);
  const all = (values: (tree: Tree) => ArrayLike<number>): number[] =>
    trees.flatMap((tree) => [...toArray(values(tree))]);
  const ofInner = (values: (tree: Tree) => ArrayLike<number>): number[] =>
    trees.flatMap((tree) => toArray(values(tree)).filter((_, node) => tree.leftChildren[node] >= 0));
  const categories = trees.flatMap((tree, index) =>
    tree.categories === undefined ? [] : [[index, categoryLists(tree.categories)] as const],
  );
  return {
    node_counts: trees.map(({ leftChildren }) => leftChildren.length),
    left_children: toBase64(all(({ leftChildren }) => leftChildren.map((child) => Math.max(child, 0)))),
    splits: toBase64(
      ofInner(({ splitIndices, defaultLeft }) => splitIndices.map((column, node) => 2 * column + defaultLeft[node])),
    ),
    split_conditions: toBase64(all(({ splitConditions }) => splitConditions)),
    loss_changes: toBase64(ofInner(({ lossChanges }) => lossChanges)),
    sum_hessian: toBase64(all(({ sumHessian }) => sumHessian)),
    base_weights: toBase64(all(({ baseWeights }) => baseWeights)),
    categories: Object.fromEntries(categories),
  };
}

/** Node numbers up to 2 ** 24 are exact in float32. */
function isPlain({ leftChildren, rightChildren }: Tree): boolean {
  return (
    leftChildren.length <= 2 ** 24 &&
    leftChildren.every((left, node) => (left < 0 ? rightChildren[node] < 0 : rightChildren[node] === left + 1))
  );
}

function toXgboostArrays(tree: Tree): Json {
  return {
    left_children: toArray(tree.leftChildren),
    right_children: toArray(tree.rightChildren),
    split_indices: toArray(tree.splitIndices),
    split_conditions: toArray(tree.splitConditions),
    default_left: toArray(tree.defaultLeft),
    loss_changes: toArray(tree.lossChanges),
    sum_hessian: toArray(tree.sumHessian),
    base_weights: toArray(tree.baseWeights),
    ...categoryLists(tree.categories),
  };
}

function toArray(values: ArrayLike<number>): number[] {
  return Array.prototype.slice.call(values);
}

/** Integers of 16 bits where all fit, else float32. */
function toBase64(values: readonly number[]): string {
  const isShort = values.every(
    (value) => value < 65_536 && Number.isInteger(value) && Object.is(Math.abs(value), value),
  );
  const view = new DataView(new ArrayBuffer(values.length * (isShort ? 2 : 4)));
  for (const [index, value] of values.entries()) {
    if (isShort) view.setUint16(2 * index, value, true);
    else view.setFloat32(4 * index, value, true);
  }
  let text = "";
  const bytes = new Uint8Array(view.buffer);
  for (let start = 0; start < bytes.length; start += 8_192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  }
  return btoa(text);
}
