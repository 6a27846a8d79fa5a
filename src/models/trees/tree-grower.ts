import type { BinnedMatrix } from "./bin-matrix.js";
import type { SplitSettings } from "./find-split.js";
import { fastestKernel } from "./kernel/fastest-kernel.js";
import { planWidth } from "./kernel/plan-columns.js";
import type { Histogram, KernelArray, TreeKernel } from "./kernel/tree-kernel.js";

export interface GrowSettings extends SplitSettings {
  /** Level by level, or always the leaf with the largest gain. */
  readonly growth: "depth" | "leaf";
  readonly depth: number;
  /** Most leaves of a tree that grows by leaf. */
  readonly maxLeaves: number;
  readonly learningRate: number;
  /** Share of a tree's columns that each split may use. */
  readonly splitColumnSample: number;
  /** A 1 for each column of categories; undefined where there is none. */
  readonly isCategory?: Uint8Array | undefined;
  /** Where a threshold lies between values far apart: just above the lower one as in XGBoost, or half way. Default: just above. */
  readonly halfWay?: boolean;
}

/** What growing trees works with: one room for all trees of a fit. */
export interface TreeGrower {
  readonly binned: BinnedMatrix;
  readonly settings: GrowSettings;
  readonly kernel: TreeKernel;
  readonly room: GrowRoom;
  readonly spareHistograms: Histogram[];
}

export interface GrowRoom {
  readonly [name: string]: KernelArray;
  readonly rowCodes: Uint16Array | Uint32Array;
  readonly columnBins: Uint8Array;
  readonly codeBins: Uint8Array;
  /** The rows of the tree that grows, from the first on. */
  readonly rows: Int32Array;
  readonly spareRows: Int32Array;
  /** Gradient and hessian of each row side by side. */
  readonly pairs: Float32Array;
  /** Sum of the trees so far for each row, one output after the other. */
  readonly answers: Float32Array;
  readonly histograms: Float64Array;
  readonly bins: Float64Array;
  readonly codeList: Int32Array;
  readonly listEnds: Uint32Array;
  /** What the loops need of the columns that the tree may split on. */
  readonly plan: Int32Array;
  readonly goesLeft: Uint8Array;
  readonly found: Float64Array;
  readonly sums: Float64Array;
  /** What each row's answer should come to: the target less its offset for squared error, 0 or 1 for two classes. */
  readonly aims: Float64Array;
}

/** A grower over the binned matrix for `outputs` trees a round; with a kernel given, it takes that one. */
export function treeGrower(
  binned: BinnedMatrix,
  settings: GrowSettings,
  outputs: number,
  given?: TreeKernel,
): TreeGrower {
  const { rowCount, rowCodes, columnBins, codeBins } = binned;
  const codeCount = binned.codeOffsets[binned.codeOffsets.length - 1];
  // By level every level leaves one node waiting while the other grows; by leaf every leaf waits.
  const histogramCount = settings.growth === "leaf" ? settings.maxLeaves + 1 : settings.depth + 2;
  const wanted: GrowRoom = {
    rowCodes,
    columnBins,
    codeBins,
    rows: new Int32Array(rowCount),
    spareRows: new Int32Array(rowCount + 1),
    pairs: new Float32Array(2 * rowCount).fill(1),
    answers: new Float32Array(outputs * rowCount),
    histograms: new Float64Array(2 * codeCount * histogramCount),
    bins: new Float64Array(2 * 258),
    codeList: new Int32Array(codeCount + 1),
    listEnds: new Uint32Array(binned.codeOffsets.length),
    plan: new Int32Array(planWidth * binned.names.length),
    goesLeft: new Uint8Array(256),
    found: new Float64Array(5),
    sums: new Float64Array(3),
    aims: new Float64Array(rowCount),
  };
  const { kernel, arrays } = given ? { kernel: given, arrays: given.place(wanted) } : fastestKernel(wanted);
  const spareHistograms = Array.from({ length: histogramCount }, (_, place) =>
    arrays.histograms.subarray(2 * codeCount * place, 2 * codeCount * (place + 1)),
  );
  return { binned, settings, kernel, room: arrays, spareHistograms };
}
