import { type RandomSource, randomSource } from "../../core/random-source.js";
import { columnCells } from "./column-cells.js";
import { drawColumns } from "./draw-columns.js";
import { findCategorySplit } from "./find-category-split.js";
import { findSplit, type NodeSums, type Split } from "./find-split.js";
import { addNode, createNodes, inOrder, toTree } from "./growing-nodes.js";
import type { GrowingTree, GrownSubtree, LeafValue, OpenNode, SplitNode, Subtree } from "./growing-tree.js";
import { planColumns } from "./kernel/plan-columns.js";
import { boundedValue } from "./kernel/scan-monotone.js";
import type { Histogram } from "./kernel/tree-kernel.js";
import { middleOfGap } from "./middle-of-gap.js";
import { shareSubtree, takeSubtree } from "./share-subtree.js";
import { setGoesLeft, writeSplit } from "./split-node.js";
import type { Tree } from "./tree.js";
import type { GrowSettings, TreeGrower } from "./tree-grower.js";

/** A grown tree, and for each split node the last bin that goes left. */
export interface GrownTree {
  readonly tree: Tree;
  readonly splitBins: readonly number[];
}

/**
 * Grows one tree on the first `rowCount` of the workspace's rows, which it reorders, and adds each row's leaf value to
 * its score; the scores of the tree's output start at `offset`. Gains are stored multiplied by `gainFactor`.
 */
export function growTree(
  grower: TreeGrower & { readonly gainFactor: number },
  features: Int32Array,
  rowCount: number,
  offset: number,
  random: RandomSource,
  leafValue?: LeafValue,
): GrownTree {
  const { binned, kernel, workspace, settings } = grower;
  kernel.sumPairs(workspace.sums, workspace.pairs, workspace.rows, rowCount);
  const [gradient = 0, weight = 0, squares = 0] = workspace.sums;
  const tree: GrowingTree = {
    ...grower,
    features,
    offset,
    random,
    leafValue,
    nodes: createNodes(),
    roundingError: { gain: (squares * rowCount * 1e-13) / weight, weight: weight * 1e-13 },
    waiting: [],
    drawn: features,
    plan: planColumns(binned, numberColumns(features, settings), workspace.plan),
    leaves: 1,
    elsewhere: new Map(),
  };
  const sums: NodeSums = { gradient, weight, ...unbounded };
  const root: OpenNode = { node: newNode(tree, sums), sums, start: 0, end: rowCount, depth: 0 };
  if (maySplit(tree, root)) considerSplit(tree, root, buildHistogram(tree, 0, rowCount));
  else closeNode(tree, root);
  growWaiting(tree);
  const nodes = inOrder(tree.nodes);
  return { tree: toTree(nodes, grower.gainFactor), splitBins: nodes.splitBins };
}

/** Grows the children of a split; the grower is that of a thread. */
export function growSubtree(grower: TreeGrower, subtree: Subtree): GrownSubtree {
  const { root, features, planned, offset, roundingError } = subtree;
  const tree: GrowingTree = {
    ...grower,
    features,
    offset,
    random: randomSource(0),
    leafValue: undefined,
    nodes: createNodes(),
    roundingError,
    waiting: [],
    drawn: features,
    plan: { count: planned, entries: grower.workspace.plan },
    leaves: 1,
    elsewhere: new Map(),
  };
  tree.waiting.push({ ...root, node: { ...root.node, node: newNode(tree, root.node.sums) } });
  growWaiting(tree);
  return { nodes: tree.nodes, histogram: tree.spareHistograms.pop() };
}

/** Splits nodes until none is waiting. */
function growWaiting(tree: GrowingTree): void {
  const { settings, threads = [] } = tree;
  for (;;) {
    for (const thread of threads) if (thread.isReady()) shareSubtree(tree, thread);
    const next = takeNext(tree);
    if (next === undefined) break;
    if (settings.growth === "leaf" && tree.leaves === settings.maxLeaves) {
      tree.spareHistograms.push(next.histogram);
      closeNode(tree, next.node);
    } else splitNode(tree, next);
  }
  for (const thread of threads) takeSubtree(tree, thread);
}

const unbounded = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** Applies a node's split: its children become leaves or wait for their turn. */
function splitNode(tree: GrowingTree, next: SplitNode): void {
  const { binned, kernel, workspace, settings, nodes, spareHistograms } = tree;
  const { rows, goesLeft, spareRows } = workspace;
  const { split, histogram } = next;
  const { node, start, end } = next.node;
  tree.leaves += 1;
  setGoesLeft(goesLeft, binned, split);
  const column = columnCells(binned, workspace, split.feature);
  const sums = childSums(next, settings);
  const left = newNode(tree, sums.left);
  const right = newNode(tree, sums.right);
  writeSplit(nodes, binned, node, left, right, split);
  const depth = next.node.depth + 1;
  if (depth === settings.depth && tree.leafValue === undefined) {
    spareHistograms.push(histogram);
    const [leftValue, rightValue] = [nodes.splitConditions[left], nodes.splitConditions[right]];
    const { scores } = workspace;
    kernel.addToSides(scores, tree.offset, rows, start, end, column, goesLeft, leftValue, rightValue);
    return;
  }
  const middle = kernel.partitionRows(rows, start, end, column, goesLeft, spareRows.subarray(start, end));
  const leftNode: OpenNode = { node: left, sums: sums.left, start, end: middle, depth };
  const rightNode: OpenNode = { node: right, sums: sums.right, start: middle, end, depth };
  if (!maySplit(tree, leftNode) && !maySplit(tree, rightNode)) {
    spareHistograms.push(histogram);
    closeNode(tree, rightNode);
    closeNode(tree, leftNode);
    return;
  }
  const leftIsSmaller = middle - start <= end - middle;
  const small = leftIsSmaller ? buildHistogram(tree, start, middle) : buildHistogram(tree, middle, end);
  kernel.subtractHistogram(histogram, small);
  considerSplit(tree, rightNode, leftIsSmaller ? histogram : small);
  considerSplit(tree, leftNode, leftIsSmaller ? small : histogram);
}

function buildHistogram({ binned, kernel, workspace, spareHistograms }: GrowingTree, start: number, end: number) {
  const histogram = spareHistograms.pop() ?? new Float64Array(0);
  const { rowCodes: cells, codeOffsets, positions, rows, pairs } = workspace;
  const rowCodes = { cells, codeOffsets, stride: binned.rowStride, positions };
  kernel.fillHistogram(histogram, rowCodes, rows, start, end, pairs);
  return histogram;
}

function maySplit({ settings }: GrowingTree, { depth, sums, start, end }: OpenNode): boolean {
  return depth < settings.depth && sums.weight >= 2 * settings.minChildWeight && end - start > 1;
}

/** Makes the node a leaf. */
function closeNode(tree: GrowingTree, { node, start, end }: OpenNode): void {
  const { kernel, workspace, nodes, settings, leafValue } = tree;
  if (leafValue !== undefined) {
    nodes.splitConditions[node] = Math.fround(settings.learningRate * leafValue(workspace.rows, start, end));
  }
  kernel.addToRows(workspace.scores, tree.offset, workspace.rows, start, end, nodes.splitConditions[node]);
}

/** Adds the node with its best split to the waiting ones; without a split it becomes a leaf. */
function considerSplit(tree: GrowingTree, node: OpenNode, histogram: Histogram): void {
  const { binned, workspace, settings, features } = tree;
  if (maySplit(tree, node) && settings.splitColumnSample < 1) {
    tree.drawn = drawColumns(features, settings.splitColumnSample, tree.random);
    tree.plan = planColumns(binned, numberColumns(tree.drawn, settings), workspace.plan);
  }
  const split = maySplit(tree, node) ? bestSplit(tree, histogram, node.sums) : undefined;
  if (split !== undefined) {
    tree.waiting.push({ node, histogram, split });
  } else {
    tree.spareHistograms.push(histogram);
    closeNode(tree, node);
  }
}

function bestSplit(tree: GrowingTree, histogram: Histogram, sums: NodeSums): Split | undefined {
  const { binned, kernel, workspace, settings, roundingError } = tree;
  let best = findSplit(kernel, workspace, tree.plan, histogram, sums, settings, roundingError);
  if (best !== undefined && settings.midpoints) {
    best = { ...best, bin: middleOfGap(binned, histogram, best.feature, best.bin, roundingError.weight) };
  }
  if (settings.isCategory === undefined) return best;
  for (const feature of tree.drawn) {
    if (settings.isCategory[feature] !== 1) continue;
    const minGain = best?.gain ?? Math.max(settings.gamma, roundingError.gain);
    best = findCategorySplit(binned, histogram, feature, sums, settings, roundingError, minGain) ?? best;
  }
  return best;
}

/** The columns whose values are numbers. */
function numberColumns(columns: Int32Array, { isCategory }: GrowSettings): Int32Array {
  return isCategory === undefined ? columns : columns.filter((column) => isCategory[column] !== 1);
}

/**
 * By level the last in: few histograms are alive. By leaf the one with the largest gain; of equal ones the first made.
 */
function takeNext({ waiting, settings: { growth } }: GrowingTree): SplitNode | undefined {
  if (growth === "depth" || waiting.length < 2) return waiting.pop();
  let best = 0;
  waiting.forEach(({ split: { gain }, node }, index) => {
    const { split, node: other } = waiting[best];
    if (gain > split.gain || (gain === split.gain && node.node < other.node)) best = index;
  });
  return waiting.splice(best, 1)[0];
}

/** Sums of the sides; a split on a monotone column bounds both by the middle of their values. */
function childSums(
  { node, split }: SplitNode,
  { lambda, alpha, monotone }: GrowSettings,
): { readonly left: NodeSums; readonly right: NodeSums } {
  const { gradient, weight, lower, upper } = node.sums;
  const left = { gradient: split.leftGradient, weight: split.leftWeight, lower, upper };
  const right = { gradient: gradient - split.leftGradient, weight: weight - split.leftWeight, lower, upper };
  const direction = monotone?.[split.feature] ?? 0;
  if (direction === 0) return { left, right };
  const values = [left, right].map((side) => boundedValue(side.gradient, side.weight, lambda, alpha, side));
  const middle = (values[0] + values[1]) / 2;
  return direction > 0
    ? { left: { ...left, upper: middle }, right: { ...right, lower: middle } }
    : { left: { ...left, lower: middle }, right: { ...right, upper: middle } };
}

/** Adds a node that is a leaf until it is split. */
function newNode({ nodes, settings: { lambda, alpha, learningRate } }: GrowingTree, sums: NodeSums): number {
  const node = addNode(nodes);
  const value = boundedValue(sums.gradient, sums.weight, lambda, alpha, sums);
  nodes.baseWeights[node] = value;
  nodes.sumHessian[node] = sums.weight;
  nodes.splitConditions[node] = Math.fround(learningRate * value);
  return node;
}
