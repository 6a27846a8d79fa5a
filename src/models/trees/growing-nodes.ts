import type { Tree } from "./tree.js";

/** A tree's arrays while nodes are being added. */
export interface GrowingNodes {
  readonly leftChildren: number[];
  readonly rightChildren: number[];
  readonly splitIndices: number[];
  readonly splitConditions: number[];
  readonly splitBins: number[];
  readonly defaultLeft: number[];
  readonly lossChanges: number[];
  readonly sumHessian: number[];
  readonly baseWeights: number[];
  readonly categories: (Uint8Array | undefined)[];
}

/** Empty arrays. */
export function createNodes(): GrowingNodes {
  return {
    leftChildren: [],
    rightChildren: [],
    splitIndices: [],
    splitConditions: [],
    splitBins: [],
    defaultLeft: [],
    lossChanges: [],
    sumHessian: [],
    baseWeights: [],
    categories: [],
  };
}

/** Adds a leaf of value 0 and returns its index. */
export function addNode(nodes: GrowingNodes): number {
  nodes.leftChildren.push(-1);
  nodes.rightChildren.push(-1);
  nodes.splitIndices.push(0);
  nodes.splitConditions.push(0);
  nodes.splitBins.push(0);
  nodes.defaultLeft.push(0);
  nodes.lossChanges.push(0);
  nodes.sumHessian.push(0);
  nodes.categories.push(undefined);
  return nodes.baseWeights.push(0) - 1;
}

/** The finished tree. */
export function toTree(nodes: GrowingNodes): Tree {
  return {
    leftChildren: Int32Array.from(nodes.leftChildren),
    rightChildren: Int32Array.from(nodes.rightChildren),
    splitIndices: Int32Array.from(nodes.splitIndices),
    splitConditions: Float32Array.from(nodes.splitConditions),
    defaultLeft: Uint8Array.from(nodes.defaultLeft),
    lossChanges: Float32Array.from(nodes.lossChanges),
    sumHessian: Float32Array.from(nodes.sumHessian),
    baseWeights: Float32Array.from(nodes.baseWeights),
    categories: nodes.categories.some((right) => right !== undefined) ? nodes.categories : undefined,
  };
}
