/**
 * Sums of gradients and hessians side by side: entry 2 k holds the gradient sum of code (or bin) k, entry 2 k + 1 its hessian sum.
 * Code histograms count the codes of all bundles, bin histograms the bins of one column, as `BinnedMatrix` numbers them.
 */
export type Histogram = Float64Array;

/** Typed arrays that a kernel can work on. */
export type KernelArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** What a column's scan for a split needs to know of the node and of the settings. */
export interface ScanLimits {
  /** Sum of gradients over the node. */
  readonly gradient: number;
  /** Sum of hessians over the node. */
  readonly weight: number;
  readonly lambda: number;
  readonly alpha: number;
  /** Least sum of hessians on each side. */
  readonly leastWeight: number;
  /** Sums of hessians up to this are rounding noise. */
  readonly noise: number;
}

/** The columns that a tree may split on, `count` of them, for each eight numbers in `entries`; see `planColumns`. */
export interface ColumnPlan {
  readonly count: number;
  readonly entries: Int32Array;
}

/** The arrays that finding a split works with. */
export interface SplitRoom {
  /** For each column and each code of its bundle the bin it stands for. */
  readonly codeBins: Uint8Array;
  /** Bins of one column; missing values fill the bin after the present ones. */
  readonly bins: Histogram;
  /** The codes that occur in the node, for each bundle from the bundle's first code on. */
  readonly codeList: Int32Array;
  /** For each bundle where its list ends. */
  readonly listEnds: Uint32Array;
  readonly found: Float64Array;
}

/**
 * The hot loops of tree training. Every member takes its sums in the same order, so that all give the same bits and the same trees.
 * The loops take only arrays that `place` gave, or parts of them.
 */
export interface TreeKernel {
  readonly name: "javascript" | "wasm";
  /** The arrays, with their content, where the kernel can reach them. Called once. */
  place<Arrays extends Readonly<Record<string, KernelArray>>>(arrays: Arrays): Arrays;
  /** Fills a code histogram from `rows[start..end)`; `pairs` holds gradient and hessian of each row side by side. */
  fillHistogram(
    histogram: Histogram,
    rowCodes: Uint16Array | Uint32Array,
    bundleCount: number,
    rows: Int32Array,
    start: number,
    end: number,
    pairs: Float32Array,
  ): void;
  /** Takes `part` out of `whole`, in place: what is left is the histogram of the other rows. */
  subtractHistogram(whole: Histogram, part: Histogram): void;
  /**
   * Looks through the columns of the plan for the split with the best score above `best`, and writes score, left gradient, left
   * hessian, bin and default side to `found`. Gives the column's place in the plan, or -1. Of equal scores the first column and
   * the lowest bin win.
   */
  findSplit(plan: ColumnPlan, histogram: Histogram, room: SplitRoom, limits: ScanLimits, best: number): number;
  /** Moves the rows of `rows[start..end)` that go left before those that go right, each in their order; gives the place between. */
  partitionRows(
    rows: Int32Array,
    start: number,
    end: number,
    columnBins: Uint8Array,
    columnStart: number,
    goesLeft: Uint8Array,
    spareRows: Int32Array,
  ): number;
  /** Adds `value` to the answer of the rows `rows[start..end)`; answers stand from `answers[at]` on. */
  addToRows(answers: Float32Array, at: number, rows: Int32Array, start: number, end: number, value: number): void;
  /** As `addToRows`, with one of two values by the side that the row's bin goes to. */
  addToSides(
    answers: Float32Array,
    at: number,
    rows: Int32Array,
    start: number,
    end: number,
    columnBins: Uint8Array,
    columnStart: number,
    goesLeft: Uint8Array,
    leftValue: number,
    rightValue: number,
  ): void;
  /** Writes answer minus aim of each row as its gradient. */
  squaredErrorGradients(pairs: Float32Array, answers: Float32Array, aims: Float64Array): void;
  /** Writes gradient and hessian of log loss, for a log odds of `offset` and the answer, and aims of 0 or 1. */
  logisticGradients(pairs: Float32Array, answers: Float32Array, aims: Float64Array, offset: number): void;
  /** Sums gradients, hessians and squared gradients of `rows[0..count)` into `sums`. */
  sumPairs(sums: Float64Array, pairs: Float32Array, rows: Int32Array, count: number): void;
}
