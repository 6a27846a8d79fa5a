import { ArgumentError } from "../../core/errors.js";
import type { Tree } from "./tree.js";

/** The path to a leaf. */
export interface LeafPath {
  readonly node: number;
  readonly value: number;
  /** The distinct features that the path splits on. */
  readonly features: Int32Array;
  /** For each of them the share of training rows that its splits send towards the leaf. */
  readonly shares: Float64Array;
}

/** A tree's nodes, parents first, and the paths to its leaves. */
export interface TreePaths {
  readonly tree: Tree;
  readonly inner: Int32Array;
  /** For each inner node the bit of its feature in the paths below it. */
  readonly bits: Int32Array;
  readonly leaves: readonly LeafPath[];
}

/**
 * The paths to all leaves of a tree; with `needsShares`, refuses a tree without sums of hessians. `name` is used in
 * messages.
 */
export function treePaths(tree: Tree, name: string, needsShares: boolean): TreePaths {
  const { leftChildren, rightChildren, splitIndices, splitConditions, sumHessian } = tree;
  const inner: number[] = [];
  const bits = new Int32Array(leftChildren.length);
  const leaves: LeafPath[] = [];
  // A stack instead of recursion: a tree of a file may be deeper than the call stack.
  const open: { readonly node: number; readonly features: readonly number[]; readonly shares: readonly number[] }[] = [
    { node: 0, features: [], shares: [] },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, features, shares } = next;
    const left = leftChildren[node];
    if (left < 0) {
      const value = splitConditions[node];
      leaves.push({ node, value, features: Int32Array.from(features), shares: Float64Array.from(shares) });
      continue;
    }
    const feature = splitIndices[node];
    const known = features.indexOf(feature);
    const slot = known < 0 ? features.length : known;
    if (slot > 30)
      throw new ArgumentError(
        `${name}: a path splits on ${features.length + 1} features, the maximum is 31; fit trees of less depth`,
      );
    inner.push(node);
    bits[node] = 1 << slot;
    const below = known < 0 ? [...features, feature] : features;
    const cover = sumHessian[node];
    if (needsShares && !(cover > 0)) {
      throw new ArgumentError(`${name}: node ${node} has no sum of hessians; set background rows`);
    }
    for (const child of [rightChildren[node], left]) {
      const childShares = [...shares];
      childShares[slot] = (shares[slot] ?? 1) * (sumHessian[child] / cover);
      open.push({ node: child, features: below, shares: childShares });
    }
  }
  return { tree, inner: Int32Array.from(inner), bits, leaves };
}
