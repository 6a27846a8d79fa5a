import type { BinnedMatrix } from "./bin-matrix.js";
import { findSplit, leafWeight, type Split, type SplitSettings } from "./find-split.js";
import { addNode, emptyNodes, finishedTree, type GrowingNodes } from "./growing-nodes.js";
import { binsFromCodes, fillHistogram, type Histogram, subtractHistogram, type UsedBundle } from "./histogram.js";
import { partitionRows, rowsGoingLeft } from "./partition-rows.js";
import type { Tree } from "./tree.js";

export interface GrowSettings extends SplitSettings {
  readonly depth: number;
  readonly learningRate: number;
}

/** Room that tree growing uses again and again, so that each tree costs no fresh memory. */
export interface GrowRoom {
  readonly spareRows: Int32Array;
  readonly spareHistograms: Histogram[];
  readonly bins: Histogram;
  readonly spareCodes: Int32Array;
  readonly goesLeft: Uint8Array;
}

/** A grown tree, and for each split node the last bin that goes left. */
export interface GrownTree {
  readonly tree: Tree;
  readonly splitBins: readonly number[];
}

/** Room for growing trees over the binned matrix. */
export function growRoom(binned: BinnedMatrix): GrowRoom {
  const binCount = binned.binOffsets[binned.names.length] as number;
  return {
    spareRows: new Int32Array(binned.rowCount),
    spareHistograms: [],
    bins: new Float64Array(2 * binCount),
    spareCodes: new Int32Array(binned.codeOffsets[binned.codeOffsets.length - 1] as number),
    goesLeft: new Uint8Array(256),
  };
}

interface OpenNode {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly gradient: number;
  readonly weight: number;
  readonly histogram: Histogram;
}

/** Grows one tree on `rows`, which it reorders, and adds each row's leaf value to its entry in `answers`. */
export function growTree(
  binned: BinnedMatrix,
  features: Int32Array,
  rows: Int32Array,
  gradients: Float64Array,
  answers: Float32Array,
  settings: GrowSettings,
  room: GrowRoom,
): GrownTree {
  const nodes = emptyNodes();
  const used = usedBundles(binned, features);
  const bundles = Int32Array.from(used, ({ bundle }) => bundle);
  const codeCount = binned.codeOffsets[binned.codeOffsets.length - 1] as number;
  const open: OpenNode[] = [];
  const mayOpen = (depth: number, weight: number): boolean =>
    depth < settings.depth && weight >= 2 * settings.minChildWeight && weight > 1;
  const histogramOf = (start: number, end: number): Histogram => {
    const histogram = room.spareHistograms.pop() ?? new Float64Array(2 * codeCount);
    fillHistogram(histogram, binned, bundles, rows, start, end, gradients);
    return histogram;
  };

  const { gradient, squares } = gradientSums(gradients, rows);
  // Below this a gain is rounding noise of the sums, whatever the target's unit.
  const leastGain = squares * 1e-13;
  const root = newNode(nodes, gradient, rows.length, settings);
  if (mayOpen(0, rows.length)) {
    const histogram = histogramOf(0, rows.length);
    open.push({ node: root, start: 0, end: rows.length, depth: 0, gradient, weight: rows.length, histogram });
  } else addToRows(answers, rows, 0, rows.length, nodes.splitConditions[root] as number);

  // Last in, first out: without a limit on leaves the order does not change the tree, and few histograms are alive.
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, start, end, depth, weight, histogram } = next;
    binsFromCodes(room.bins, histogram, binned, used, room.spareCodes);
    const split = findSplit(room.bins, binned, features, next.gradient, weight, settings, leastGain);
    if (split === undefined) {
      room.spareHistograms.push(histogram);
      addToRows(answers, rows, start, end, nodes.splitConditions[node] as number);
      continue;
    }
    const leftGradient = split.leftGradient;
    const rightGradient = next.gradient - leftGradient;
    const leftWeight = split.leftWeight;
    const rightWeight = weight - leftWeight;
    const left = newNode(nodes, leftGradient, leftWeight, settings);
    const right = newNode(nodes, rightGradient, rightWeight, settings);
    writeSplit(nodes, binned, node, left, right, split);
    const { goesLeft } = room;
    rowsGoingLeft(goesLeft, binned, split);
    const bins = binned.columnBins.subarray(split.feature * binned.rowCount, (split.feature + 1) * binned.rowCount);
    const leftOpens = mayOpen(depth + 1, leftWeight);
    const rightOpens = mayOpen(depth + 1, rightWeight);
    if (!leftOpens && !rightOpens) {
      room.spareHistograms.push(histogram);
      const values = [nodes.splitConditions[right] as number, nodes.splitConditions[left] as number] as const;
      addToSides(answers, rows, start, end, bins, goesLeft, values);
      continue;
    }
    const middle = partitionRows(rows, start, end, bins, goesLeft, room.spareRows);
    const leftIsSmaller = leftWeight <= rightWeight;
    const small = leftIsSmaller ? histogramOf(start, middle) : histogramOf(middle, end);
    subtractHistogram(histogram, small);
    const leftHistogram = leftIsSmaller ? small : histogram;
    const rightHistogram = leftIsSmaller ? histogram : small;
    const children = [
      { node: right, start: middle, end, gradient: rightGradient, weight: rightWeight, histogram: rightHistogram },
      { node: left, start, end: middle, gradient: leftGradient, weight: leftWeight, histogram: leftHistogram },
    ];
    for (const child of children) {
      if (child.node === left ? leftOpens : rightOpens) open.push({ ...child, depth: depth + 1 });
      else {
        room.spareHistograms.push(child.histogram);
        addToRows(answers, rows, child.start, child.end, nodes.splitConditions[child.node] as number);
      }
    }
  }
  return { tree: finishedTree(nodes), splitBins: nodes.splitBins };
}

/** The bundles that hold the given columns, in order. */
function usedBundles(binned: BinnedMatrix, features: Int32Array): readonly UsedBundle[] {
  const byBundle = new Map<number, number[]>();
  for (const feature of features) {
    const bundle = binned.bundleOf[feature] as number;
    byBundle.set(bundle, [...(byBundle.get(bundle) ?? []), feature]);
  }
  return [...byBundle].sort(([a], [b]) => a - b).map(([bundle, own]) => ({ bundle, features: own }));
}

function gradientSums(gradients: Float64Array, rows: Int32Array): { gradient: number; squares: number } {
  let gradient = 0;
  let squares = 0;
  for (let place = 0; place < rows.length; place++) {
    const own = gradients[rows[place] as number] as number;
    gradient += own;
    squares += own * own;
  }
  return { gradient, squares };
}

/** A node that is a leaf until it is split. */
function newNode(nodes: GrowingNodes, gradient: number, weight: number, settings: GrowSettings): number {
  const node = addNode(nodes);
  const own = leafWeight(gradient, weight, settings);
  nodes.baseWeights[node] = own;
  nodes.sumHessian[node] = weight;
  nodes.splitConditions[node] = Math.fround(settings.learningRate * own);
  return node;
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
  nodes.splitConditions[node] = binned.cuts[(binned.cutOffsets[split.feature] as number) + split.bin] as number;
  nodes.splitBins[node] = split.bin;
  nodes.defaultLeft[node] = split.defaultLeft ? 1 : 0;
  nodes.lossChanges[node] = split.gain;
}

function addToRows(answers: Float32Array, rows: Int32Array, start: number, end: number, value: number): void {
  for (let place = start; place < end; place++) {
    const row = rows[place] as number;
    answers[row] = (answers[row] as number) + value;
  }
}

/** Adds the right or the left leaf's value without sorting the rows by side first. */
function addToSides(
  answers: Float32Array,
  rows: Int32Array,
  start: number,
  end: number,
  bins: Uint8Array,
  goesLeft: Uint8Array,
  [rightValue, leftValue]: readonly [number, number],
): void {
  for (let place = start; place < end; place++) {
    const row = rows[place] as number;
    answers[row] = (answers[row] as number) + (goesLeft[bins[row] as number] === 1 ? leftValue : rightValue);
  }
}
