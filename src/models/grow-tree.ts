import type { BinnedMatrix } from "./bin-matrix.js";
import { findSplit, leafWeight, type Split, type SplitSettings } from "./find-split.js";
import { fillHistogram, type Histogram, subtractHistogram } from "./histogram.js";
import type { Tree } from "./tree.js";

export interface GrowSettings extends SplitSettings {
  readonly depth: number;
  readonly learningRate: number;
}

/** Room that tree growing uses again and again, so that each tree costs no fresh memory. */
export interface GrowRoom {
  readonly spareRows: Int32Array;
  readonly histograms: Histogram[];
  readonly goesLeft: Uint8Array;
}

/** A grown tree, with the rows of each leaf: `rows[starts[k]..ends[k])` fall in leaf `leaves[k]`. */
export interface GrownTree {
  readonly tree: Tree;
  readonly leaves: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** For each node the last bin that goes left. */
  readonly splitBins: readonly number[];
}

/** Room for trees over the binned matrix. */
export function growRoom(binned: BinnedMatrix): GrowRoom {
  return { spareRows: new Int32Array(binned.rowCount), histograms: [], goesLeft: new Uint8Array(256) };
}

interface OpenNode {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly gradient: number;
  readonly weight: number;
  /** Undefined when the node must be a leaf. */
  readonly histogram: Histogram | undefined;
}

/** Grows one tree level by level on `rows`, which it reorders so that each leaf's rows lie together. */
export function growTree(
  binned: BinnedMatrix,
  features: Int32Array,
  rows: Int32Array,
  gradients: Float64Array,
  settings: GrowSettings,
  room: GrowRoom,
): GrownTree {
  const nodes = emptyNodes();
  const leaves: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const borrow = (): Histogram =>
    room.histograms.pop() ?? new Float64Array(2 * (binned.binOffsets[binned.names.length] as number));
  const giveBack = (histogram: Histogram | undefined): void => {
    if (histogram !== undefined) room.histograms.push(histogram);
  };
  const mayStillSplit = (depth: number, weight: number): boolean =>
    depth < settings.depth && weight >= 2 * settings.minChildWeight && weight > 1;

  let gradient = 0;
  let squares = 0;
  for (let place = 0; place < rows.length; place++) {
    const own = gradients[rows[place] as number] as number;
    gradient += own;
    squares += own * own;
  }
  // Below this a gain is rounding noise of the sums, whatever the target's unit.
  const leastGain = squares * 1e-13;

  let rootHistogram: Histogram | undefined;
  if (mayStillSplit(0, rows.length)) {
    rootHistogram = borrow();
    fillHistogram(rootHistogram, binned, features, rows, 0, rows.length, gradients);
  }
  addNode(nodes);
  const open: OpenNode[] = [
    { node: 0, start: 0, end: rows.length, depth: 0, gradient, weight: rows.length, histogram: rootHistogram },
  ];
  // Last in, first out: without a limit on leaves the order does not change the tree, and few histograms are alive.
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, start, end, depth, histogram } = next;
    nodes.baseWeights[node] = leafWeight(next.gradient, next.weight, settings);
    nodes.sumHessian[node] = next.weight;
    const split = histogram && findSplit(histogram, binned, features, next.gradient, next.weight, settings, leastGain);
    if (histogram === undefined || split === undefined) {
      giveBack(histogram);
      nodes.splitConditions[node] = settings.learningRate * (nodes.baseWeights[node] as number);
      leaves.push(node);
      starts.push(start);
      ends.push(end);
      continue;
    }
    const middle = partition(binned, rows, start, end, split, room);
    const left = addNode(nodes);
    const right = addNode(nodes);
    writeSplit(nodes, binned, node, left, right, split);
    const leftWeight = split.leftWeight;
    const rightWeight = next.weight - leftWeight;
    const leftOpen = mayStillSplit(depth + 1, leftWeight);
    const rightOpen = mayStillSplit(depth + 1, rightWeight);
    let leftHistogram: Histogram | undefined;
    let rightHistogram: Histogram | undefined;
    if (leftOpen || rightOpen) {
      const leftIsSmaller = leftWeight <= rightWeight;
      const small = borrow();
      fillHistogram(
        small,
        binned,
        features,
        rows,
        leftIsSmaller ? start : middle,
        leftIsSmaller ? middle : end,
        gradients,
      );
      subtractHistogram(histogram, small);
      leftHistogram = leftIsSmaller ? small : histogram;
      rightHistogram = leftIsSmaller ? histogram : small;
      if (!leftOpen) {
        giveBack(leftHistogram);
        leftHistogram = undefined;
      }
      if (!rightOpen) {
        giveBack(rightHistogram);
        rightHistogram = undefined;
      }
    } else giveBack(histogram);
    const common = { depth: depth + 1 };
    open.push(
      {
        ...common,
        node: right,
        start: middle,
        end,
        gradient: next.gradient - split.leftGradient,
        weight: rightWeight,
        histogram: rightHistogram,
      },
      {
        ...common,
        node: left,
        start,
        end: middle,
        gradient: split.leftGradient,
        weight: leftWeight,
        histogram: leftHistogram,
      },
    );
  }
  return { tree: finishedTree(nodes), leaves, starts, ends, splitBins: nodes.splitBins };
}

/** Moves the rows that go left before those that go right, each in their order; gives the place between. */
function partition(
  binned: BinnedMatrix,
  rows: Int32Array,
  start: number,
  end: number,
  { feature, bin, defaultLeft }: Split,
  { spareRows, goesLeft }: GrowRoom,
): number {
  const cutCount = (binned.cutOffsets[feature + 1] as number) - (binned.cutOffsets[feature] as number);
  goesLeft.fill(0);
  goesLeft.fill(1, 0, bin + 1);
  if (binned.hasMissing[feature] === 1) goesLeft[cutCount + 1] = defaultLeft ? 1 : 0;
  const offset = feature * binned.rowCount;
  const { columnBins } = binned;
  let left = start;
  let right = 0;
  for (let place = start; place < end; place++) {
    const row = rows[place] as number;
    const isLeft = goesLeft[columnBins[offset + row] as number] as number;
    rows[left] = row;
    spareRows[right] = row;
    left += isLeft;
    right += 1 - isLeft;
  }
  rows.set(spareRows.subarray(0, right), left);
  return left;
}

interface Nodes {
  readonly leftChildren: number[];
  readonly rightChildren: number[];
  readonly splitIndices: number[];
  readonly splitConditions: number[];
  readonly splitBins: number[];
  readonly defaultLeft: number[];
  readonly lossChanges: number[];
  readonly sumHessian: number[];
  readonly baseWeights: number[];
}

function emptyNodes(): Nodes {
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
  };
}

function addNode(nodes: Nodes): number {
  nodes.leftChildren.push(-1);
  nodes.rightChildren.push(-1);
  nodes.splitIndices.push(0);
  nodes.splitConditions.push(0);
  nodes.splitBins.push(0);
  nodes.defaultLeft.push(0);
  nodes.lossChanges.push(0);
  nodes.sumHessian.push(0);
  return nodes.baseWeights.push(0) - 1;
}

function writeSplit(nodes: Nodes, binned: BinnedMatrix, node: number, left: number, right: number, split: Split): void {
  nodes.leftChildren[node] = left;
  nodes.rightChildren[node] = right;
  nodes.splitIndices[node] = split.feature;
  nodes.splitConditions[node] = binned.cuts[(binned.cutOffsets[split.feature] as number) + split.bin] as number;
  nodes.splitBins[node] = split.bin;
  nodes.defaultLeft[node] = split.defaultLeft ? 1 : 0;
  nodes.lossChanges[node] = split.gain;
}

function finishedTree(nodes: Nodes): Tree {
  return {
    leftChildren: Int32Array.from(nodes.leftChildren),
    rightChildren: Int32Array.from(nodes.rightChildren),
    splitIndices: Int32Array.from(nodes.splitIndices),
    splitConditions: Float32Array.from(nodes.splitConditions),
    defaultLeft: Uint8Array.from(nodes.defaultLeft),
    lossChanges: Float32Array.from(nodes.lossChanges),
    sumHessian: Float32Array.from(nodes.sumHessian),
    baseWeights: Float32Array.from(nodes.baseWeights),
  };
}
