import type { RandomSource } from "../../core/random-source.js";
import type { BinnedMatrix } from "./bin-matrix.js";
import { findCategorySplit } from "./find-category-split.js";
import { findSplit, type NodeSums, type Split } from "./find-split.js";
import { addNode, emptyNodes, finishedTree, type GrowingNodes } from "./growing-nodes.js";
import { planColumns } from "./kernel/plan-columns.js";
import { boundedValue } from "./kernel/scan-monotone.js";
import type { Histogram } from "./kernel/tree-kernel.js";
import { middleOfGap } from "./middle-of-gap.js";
import type { Tree } from "./tree.js";
import type { GrowSettings, TreeGrower } from "./tree-grower.js";

/** A grown tree, and for each split node the last bin that goes left. */
export interface GrownTree {
  readonly tree: Tree;
  readonly splitBins: readonly number[];
}

/** The value of a leaf, before the learning rate, from `rows[start..end)`; for losses whose best value the hessians do not tell. */
export type LeafValue = (rows: Int32Array, start: number, end: number) => number;

interface OpenNode {
  readonly node: number;
  readonly sums: NodeSums;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

interface SplitNode {
  readonly node: OpenNode;
  readonly histogram: Histogram;
  readonly split: Split;
}

/**
 * Grows one tree on the first `rowCount` of the room's rows, which it reorders, and adds each row's leaf value to its entry in the
 * room's answers from `output` on.
 */
export function growTree(
  grower: TreeGrower,
  features: Int32Array,
  rowCount: number,
  output: number,
  random: RandomSource,
  leafValue?: LeafValue,
): GrownTree {
  const { binned, kernel, room, settings, spareHistograms } = grower;
  const { rows, columnBins, goesLeft, answers } = room;
  const everyColumn = settings.splitColumnSample === 1;
  let drawn = features;
  let plan = planColumns(binned, numberColumns(features, settings), room.plan);
  const bundleCount = binned.codeOffsets.length - 1;
  const nodes = emptyNodes();
  const waiting: SplitNode[] = [];
  let leaves = 1;

  kernel.sumPairs(room.sums, room.pairs, rows, rowCount);
  const [gradient = 0, weight = 0, squares = 0] = room.sums;
  // Below this a gain or a weight is rounding noise of the sums.
  const noise = { gain: (squares * rowCount * 1e-13) / weight, weight: weight * 1e-13 };

  const histogramOf = (start: number, end: number): Histogram => {
    const histogram = spareHistograms.pop() ?? new Float64Array(0);
    kernel.fillHistogram(histogram, room.rowCodes, bundleCount, rows, start, end, room.pairs);
    return histogram;
  };
  const mayOpen = ({ depth, sums, start, end }: OpenNode): boolean =>
    depth < settings.depth && sums.weight >= 2 * settings.minChildWeight && end - start > 1;
  const close = ({ node, start, end }: OpenNode): void => {
    if (leafValue !== undefined) {
      nodes.splitConditions[node] = Math.fround(settings.learningRate * leafValue(rows, start, end));
    }
    kernel.addToRows(answers, output, rows, start, end, nodes.splitConditions[node]);
  };
  const bestSplit = (histogram: Histogram, sums: NodeSums): Split | undefined => {
    const found = findSplit(kernel, room, plan, histogram, sums, settings, noise);
    let best = found;
    if (found !== undefined && settings.halfWay) {
      best = { ...found, bin: middleOfGap(binned, histogram, found.feature, found.bin, noise.weight) };
    }
    if (settings.isCategory === undefined) return best;
    for (const feature of drawn) {
      if (settings.isCategory[feature] !== 1) continue;
      const least = best?.gain ?? Math.max(settings.gamma, noise.gain);
      best = findCategorySplit(binned, histogram, feature, sums, settings, noise, least) ?? best;
    }
    return best;
  };
  /** Waits for its turn with its best split, or becomes a leaf. */
  const consider = (node: OpenNode, histogram: Histogram): void => {
    if (mayOpen(node) && !everyColumn) {
      drawn = drawColumns(features, settings.splitColumnSample, random);
      plan = planColumns(binned, numberColumns(drawn, settings), room.plan);
    }
    const split = mayOpen(node) ? bestSplit(histogram, node.sums) : undefined;
    if (split !== undefined) {
      waiting.push({ node, histogram, split });
    } else {
      spareHistograms.push(histogram);
      close(node);
    }
  };

  const root: NodeSums = { gradient, weight, ...unbounded };
  const first: OpenNode = { node: newNode(nodes, root, settings), sums: root, start: 0, end: rowCount, depth: 0 };
  if (mayOpen(first)) consider(first, histogramOf(0, rowCount));
  else close(first);

  for (let next = takeNext(waiting, settings); next !== undefined; next = takeNext(waiting, settings)) {
    const { split, histogram } = next;
    const { node, start, end } = next.node;
    if (settings.growth === "leaf" && leaves === settings.maxLeaves) {
      spareHistograms.push(histogram);
      close(next.node);
      continue;
    }
    leaves += 1;
    setGoesLeft(goesLeft, binned, split);
    const columnStart = split.feature * binned.rowCount;
    const sums = childSums(next, settings);
    const left = newNode(nodes, sums.left, settings);
    const right = newNode(nodes, sums.right, settings);
    writeSplit(nodes, binned, node, left, right, split);
    const depth = next.node.depth + 1;
    const isLast = depth === settings.depth;
    if (isLast && leafValue === undefined) {
      spareHistograms.push(histogram);
      const { splitConditions } = nodes;
      const leftValue = splitConditions[left];
      const rightValue = splitConditions[right];
      kernel.addToSides(answers, output, rows, start, end, columnBins, columnStart, goesLeft, leftValue, rightValue);
      continue;
    }
    const middle = kernel.partitionRows(rows, start, end, columnBins, columnStart, goesLeft, room.spareRows);
    const leftNode: OpenNode = { node: left, sums: sums.left, start, end: middle, depth };
    const rightNode: OpenNode = { node: right, sums: sums.right, start: middle, end, depth };
    if (!mayOpen(leftNode) && !mayOpen(rightNode)) {
      spareHistograms.push(histogram);
      close(rightNode);
      close(leftNode);
      continue;
    }
    const leftIsSmaller = middle - start <= end - middle;
    const small = leftIsSmaller ? histogramOf(start, middle) : histogramOf(middle, end);
    kernel.subtractHistogram(histogram, small);
    consider(rightNode, leftIsSmaller ? histogram : small);
    consider(leftNode, leftIsSmaller ? small : histogram);
  }
  return { tree: finishedTree(nodes), splitBins: nodes.splitBins };
}

const unbounded = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** The columns whose values are numbers. */
function numberColumns(columns: Int32Array, { isCategory }: GrowSettings): Int32Array {
  return isCategory === undefined ? columns : columns.filter((column) => isCategory[column] !== 1);
}

/** A share of the columns, in their order, each set equally likely; at least one. */
export function drawColumns(columns: Int32Array, share: number, random: RandomSource): Int32Array {
  const wanted = Math.max(1, Math.round(share * columns.length));
  if (wanted >= columns.length) return columns;
  const places = random.permutation(columns.length).subarray(0, wanted).sort();
  return places.map((place) => columns[place]);
}

/** By level the last in: few histograms are alive. By leaf the one with the largest gain; of equal ones the first made. */
function takeNext(waiting: SplitNode[], { growth }: GrowSettings): SplitNode | undefined {
  if (growth === "depth" || waiting.length < 2) return waiting.pop();
  let best = 0;
  waiting.forEach(({ split: { gain }, node }, place) => {
    const { split, node: other } = waiting[best];
    if (gain > split.gain || (gain === split.gain && node.node < other.node)) best = place;
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

/** A node that is a leaf until it is split. */
function newNode(nodes: GrowingNodes, sums: NodeSums, { lambda, alpha, learningRate }: GrowSettings): number {
  const node = addNode(nodes);
  const own = boundedValue(sums.gradient, sums.weight, lambda, alpha, sums);
  nodes.baseWeights[node] = own;
  nodes.sumHessian[node] = sums.weight;
  nodes.splitConditions[node] = Math.fround(learningRate * own);
  return node;
}

/** Sets `goesLeft[bin]` to 1 for each bin of the split's column whose rows go left, else to 0. */
function setGoesLeft(goesLeft: Uint8Array, binned: BinnedMatrix, split: Split): void {
  const { feature, bin, defaultLeft, goesRight } = split;
  const cutCount = binned.cutOffsets[feature + 1] - binned.cutOffsets[feature];
  goesLeft.fill(0);
  if (goesRight === undefined) goesLeft.fill(1, 0, bin + 1);
  else
    goesRight.forEach((right, code) => {
      goesLeft[code] = 1 - right;
    });
  if (binned.hasMissing[feature] === 1) goesLeft[cutCount + 1] = defaultLeft ? 1 : 0;
}

function writeSplit(
  nodes: GrowingNodes,
  binned: BinnedMatrix,
  node: number,
  left: number,
  right: number,
  split: Split,
): void {
  nodes.leftChildren[node] = left;
  nodes.rightChildren[node] = right;
  nodes.splitIndices[node] = split.feature;
  if (split.goesRight !== undefined) {
    nodes.categories.set(node, split.goesRight);
    nodes.splitConditions[node] = 0;
  } else {
    nodes.splitConditions[node] = binned.cuts[binned.cutOffsets[split.feature] + split.bin];
  }
  nodes.splitBins[node] = split.bin;
  nodes.defaultLeft[node] = split.defaultLeft ? 1 : 0;
  nodes.lossChanges[node] = split.gain;
}
