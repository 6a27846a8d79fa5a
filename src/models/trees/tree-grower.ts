import type { BinnedMatrix } from "./bin-matrix.js";
import type { SplitSettings } from "./find-split.js";
import { fastestKernel } from "./kernel/fastest-kernel.js";
import { planEntrySize } from "./kernel/plan-columns.js";
import type { Histogram, KernelArray, TreeKernel } from "./kernel/tree-kernel.js";

export interface GrowSettings extends SplitSettings {
  /** Level by level, or always the leaf with the largest gain next. */
  readonly growth: "depth" | "leaf";
  readonly depth: number;
  /** Maximum number of leaves of a tree that grows by leaf. */
  readonly maxLeaves: number;
  readonly learningRate: number;
  /** Share of a tree's columns that each split may use. */
  readonly splitColumnSample: number;
  /** A 1 for each column of categories; undefined where there is none. */
  readonly isCategory?: Uint8Array | undefined;
  /** Whether a threshold is half way between two values, rather than just above the lower one as in XGBoost. */
  readonly midpoints?: boolean | undefined;
}

/** The kernel and memory that all trees of a fit share. */
export interface TreeGrower {
  readonly binned: BinnedMatrix;
  readonly settings: GrowSettings;
  readonly kernel: TreeKernel;
  readonly workspace: GrowWorkspace;
  readonly spareHistograms: Histogram[];
}

export interface GrowWorkspace {
  readonly [name: string]: KernelArray;
  readonly rowCodes: Uint8Array;
  readonly codeOffsets: Int32Array;
  readonly columnBins: Uint8Array;
  readonly codeBins: Uint8Array;
  /** The rows of the current tree, at the start of the array. */
  readonly rows: Int32Array;
  readonly spareRows: Int32Array;
  /** Gradient and hessian of each row side by side. */
  readonly pairs: Float32Array;
  /** Sum of the trees so far for each row, one output after the other. */
  readonly scores: Float32Array;
  readonly histograms: Float64Array;
  readonly bins: Float64Array;
  readonly codeList: Int32Array;
  readonly listEnds: Uint32Array;
  /** What the loops need to know about the columns that the tree may split on. */
  readonly plan: Int32Array;
  readonly goesLeft: Uint8Array;
  readonly found: Float64Array;
  readonly sums: Float64Array;
  /** Target of each row's score: for squared error the target minus its offset, for two classes 0 or 1. */
  readonly targets: Float64Array;
}

/** Cells from which a second thread saves more time than it costs. */
const minimumCells = 500_000;

/** Columns, or bundles of them, from which a further thread does: threads share a histogram by columns. */
const bundlesPerThread = 12;

/**
 * A grower for the binned matrix with `outputs` trees per round, by default with the fastest kernel, on `threads`
 * threads where there is enough to divide.
 */
export function treeGrower(
  binned: BinnedMatrix,
  settings: GrowSettings,
  outputs: number,
  threads: number,
  given?: TreeKernel,
): TreeGrower {
  const { rowCount, rowCodes, codeOffsets, columnBins, codeBins } = binned;
  const codeCount = codeOffsets[codeOffsets.length - 1];
  // By level one node per level waits while its sibling grows; by leaf every leaf waits.
  const histogramCount = settings.growth === "leaf" ? settings.maxLeaves + 1 : settings.depth + 2;
  const requested: GrowWorkspace = {
    rowCodes,
    codeOffsets,
    columnBins,
    codeBins,
    rows: new Int32Array(rowCount),
    // One more for each thread that writes a part.
    spareRows: new Int32Array(rowCount + Math.max(1, threads)),
    pairs: new Float32Array(2 * rowCount),
    scores: new Float32Array(outputs * rowCount),
    histograms: new Float64Array(2 * codeCount * histogramCount),
    bins: new Float64Array(2 * 258),
    codeList: new Int32Array(codeCount + 1),
    listEnds: new Uint32Array(codeOffsets.length),
    plan: new Int32Array(planEntrySize * binned.names.length),
    goesLeft: new Uint8Array(256),
    found: new Float64Array(5),
    sums: new Float64Array(3),
    targets: new Float64Array(rowCount),
  };
  const worthwhile = Math.max(1, Math.floor((codeOffsets.length - 1) / bundlesPerThread));
  const usedThreads = rowCount * (codeOffsets.length - 1) >= minimumCells ? Math.min(threads, worthwhile) : 1;
  const { kernel, arrays } = given
    ? { kernel: given, arrays: given.allocate(requested) }
    : fastestKernel(requested, usedThreads);
  // Filled after it was copied, as memory that nobody writes to is not taken.
  arrays.pairs.fill(1);
  const spareHistograms = Array.from({ length: histogramCount }, (_, index) =>
    arrays.histograms.subarray(2 * codeCount * index, 2 * codeCount * (index + 1)),
  );
  return { binned, settings, kernel, workspace: arrays, spareHistograms };
}
