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

/** Puts the nodes of a subtree at a leaf, which becomes their root. */
export function insertNodes(nodes: GrowingNodes, leaf: number, subtree: GrowingNodes): void {
  const added = nodes.leftChildren.length - 1;
  const shifted = (child: number): number => (child < 0 ? child : child + added);
  const moved = { ...subtree, leftChildren: subtree.leftChildren.map(shifted) };
  const all: GrowingNodes = { ...moved, rightChildren: subtree.rightChildren.map(shifted) };
  for (const name of nodeArrays) {
    const [target, source] = [nodes[name], all[name]] as [unknown[], unknown[]];
    target[leaf] = source[0];
    target.push(...source.slice(1));
  }
}

/** The nodes as one thread numbers them: the children of a node side by side, those of the left child first. */
export function inOrder(nodes: GrowingNodes): GrowingNodes {
  const order = [0];
  const position = new Map([[0, 0]]);
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const [left, right] = [nodes.leftChildren[node], nodes.rightChildren[node]];
    if (left < 0) continue;
    for (const child of [left, right]) position.set(child, order.push(child) - 1);
    open.push(right, left);
  }
  const moved = (child: number): number => position.get(child) ?? -1;
  const sorted = createNodes();
  for (const name of nodeArrays) {
    const [target, source] = [sorted[name], nodes[name]] as [unknown[], unknown[]];
    for (const node of order) target.push(source[node]);
  }
  const children = { leftChildren: sorted.leftChildren.map(moved), rightChildren: sorted.rightChildren.map(moved) };
  return { ...sorted, ...children };
}

const nodeArrays = Object.keys(createNodes()) as (keyof GrowingNodes)[];

/** The finished tree, with gains multiplied by `gainFactor`. */
export function toTree(nodes: GrowingNodes, gainFactor: number): Tree {
  return {
    leftChildren: Int32Array.from(nodes.leftChildren),
    rightChildren: Int32Array.from(nodes.rightChildren),
    splitIndices: Int32Array.from(nodes.splitIndices),
    splitConditions: Float32Array.from(nodes.splitConditions),
    defaultLeft: Uint8Array.from(nodes.defaultLeft),
    lossChanges: Float32Array.from(nodes.lossChanges, (gain) => gain * gainFactor),
    sumHessian: Float32Array.from(nodes.sumHessian),
    baseWeights: Float32Array.from(nodes.baseWeights),
    categories: nodes.categories.some((right) => right !== undefined) ? nodes.categories : undefined,
  };
}
