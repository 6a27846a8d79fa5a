import type { KernelArray } from "../../core/wasm-instance.js";
import type { BinnedMatrix } from "./bin-matrix.js";
import type { SplitSettings } from "./find-split.js";
import { fastestKernel } from "./kernel/fastest-kernel.js";
import type { KernelThread } from "./kernel/kernel-threads.js";
import { planEntrySize } from "./kernel/plan-columns.js";
import type { Histogram, TreeKernel } from "./kernel/tree-kernel.js";

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
  /** Whether a node's split and leaf values depend on its rows alone, so that threads may grow subtrees. */
  readonly dividesNodes?: boolean | undefined;
  /** Whether nobody else uses the binned matrix, so that its rows are freed when the kernel has a copy. */
  readonly ownsBins?: boolean | undefined;
}

/** The kernel and memory that all trees of a fit share. */
export interface TreeGrower {
  readonly binned: BinnedMatrix;
  readonly settings: GrowSettings;
  readonly kernel: TreeKernel;
  readonly workspace: GrowWorkspace;
  readonly spareHistograms: Histogram[];
  /** Threads that grow subtrees on the workspace, each with scratch arrays of its own. */
  readonly threads?: readonly KernelThread[] | undefined;
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
  readonly positions: Uint32Array;
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
  // By level one node per level waits while its sibling grows, and one for each thread; by leaf every leaf waits.
  const histogramCount = settings.growth === "leaf" ? settings.maxLeaves + 1 : settings.depth + 1 + threads;
  const requested: GrowWorkspace = {
    rowCodes,
    codeOffsets,
    columnBins,
    codeBins,
    rows: new Int32Array(rowCount),
    spareRows: new Int32Array(rowCount),
    pairs: new Float32Array(2 * rowCount),
    scores: new Float32Array(outputs * rowCount),
    histograms: new Float64Array(2 * codeCount * histogramCount),
    bins: new Float64Array(2 * 258),
    codeList: new Int32Array(codeCount + 1),
    positions: new Uint32Array(codeOffsets.length),
    plan: new Int32Array(planEntrySize * binned.names.length),
    goesLeft: new Uint8Array(256),
    found: new Float64Array(5),
    sums: new Float64Array(3),
    targets: new Float64Array(rowCount),
  };
  const bundles = codeOffsets.length - 1;
  const worthwhile = settings.dividesNodes === true ? threads : Math.max(1, Math.floor(bundles / bundlesPerThread));
  const usedThreads = rowCount * bundles >= minimumCells ? Math.min(threads, worthwhile) : 1;
  const names = settings.dividesNodes === true ? Array.from({ length: usedThreads - 1 }, (_, index) => index) : [];
  const all = { ...requested, ...Object.fromEntries(names.flatMap((name) => copyScratch(requested, name))) };
  const zeros = Object.keys(all).filter((name) => !Object.hasOwn(binned, name));
  const { kernel, arrays } = given
    ? { kernel: given, arrays: given.allocate(all, zeros) }
    : fastestKernel(all, usedThreads, zeros);
  const owned = settings.ownsBins === true && arrays.rowCodes.buffer !== binned.rowCodes.buffer;
  if (owned) for (const { buffer } of [binned.rowCodes, binned.columnBins]) releaseBuffer(buffer);
  arrays.pairs.fill(1);
  const cut = (histograms: Float64Array): Histogram[] =>
    Array.from({ length: histogramCount }, (_, index) =>
      histograms.subarray(2 * codeCount * index, 2 * codeCount * (index + 1)),
    );
  const helpers = settings.dividesNodes === true ? kernel.helpers?.threads.slice(0, names.length) : undefined;
  const copied = { ...binned, rowCodes: arrays.rowCodes, columnBins: arrays.columnBins };
  const bare = { ...binned, rowCodes: new Uint8Array(0), columnBins: new Uint8Array(0) };
  helpers?.forEach((thread, name) => {
    const workspace = takeScratch(arrays, name);
    const value = { binned: bare, settings, workspace, spareHistograms: cut(workspace.histograms) };
    thread.post({ kind: "grower", value });
  });
  return {
    binned: copied,
    settings,
    kernel,
    workspace: arrays,
    spareHistograms: cut(arrays.histograms),
    threads: helpers,
  };
}

/** Frees the memory of a buffer at once; shared memory is freed when nobody refers to it. */
function releaseBuffer(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] });
}

/** The arrays that each thread has of its own. */
const scratch = ["histograms", "bins", "codeList", "positions", "goesLeft", "found"] as const;

function copyScratch(arrays: GrowWorkspace, thread: number): [string, KernelArray][] {
  return scratch.map((name) => [`${name} for subtrees ${thread}`, arrays[name]]);
}

function takeScratch(arrays: GrowWorkspace, thread: number): GrowWorkspace {
  const copies = scratch.map((name) => [name, arrays[`${name} for subtrees ${thread}`]]);
  const shared = Object.entries(arrays).filter(([name]) => !name.includes(" "));
  return Object.fromEntries([...shared, ...copies]) as GrowWorkspace;
}
