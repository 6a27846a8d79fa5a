import type { KernelArray } from "../../../core/wasm-instance.js";
import type { KernelThread } from "./kernel-threads.js";
import type { RowCodes } from "./row-codes.js";

/**
 * Sums of gradients and hessians side by side: entry 2 k holds the gradient sum of code (or bin) k, entry 2 k + 1 its
 * hessian sum. Code histograms count the codes of all bundles, bin histograms the bins of one column, as `BinnedMatrix`
 * numbers them.
 */
export type Histogram = Float64Array;

/** What the scan of a column for a split needs to know about the node and the settings. */
export interface ScanLimits {
  /** Sum of gradients over the node. */
  readonly gradient: number;
  /** Sum of hessians over the node. */
  readonly weight: number;
  readonly lambda: number;
  readonly alpha: number;
  /** Minimum sum of hessians on each side. */
  readonly minWeight: number;
  /** Sums of hessians up to this are rounding errors. */
  readonly roundingError: number;
}

/** Where the bins of a column are: that of row 0 at `start`, that of each next row `stride` further on. */
export interface ColumnCells {
  readonly bins: Uint8Array;
  readonly start: number;
  readonly stride: number;
}

/** The columns that a tree may split on: `count` columns with eight numbers each in `entries`; see `planColumns`. */
export interface ColumnPlan {
  readonly count: number;
  readonly entries: Int32Array;
}

/** The arrays used to find a split. */
export interface SplitWorkspace {
  /** For each column, the bin of each code of its bundle. */
  readonly codeBins: Uint8Array;
  /** Bins of one column; missing values fill the bin after the present ones. */
  readonly bins: Histogram;
  /** The codes that occur in the node; those of a bundle start at the index of the bundle's first code. */
  readonly codeList: Int32Array;
  /** What a loop notes of each bundle: where its list ends, or where its entries begin in the memory. */
  readonly positions: Uint32Array;
  readonly found: Float64Array;
}

/**
 * The hot loops of tree training. Every implementation adds in the same order, so all give the same bits and the same
 * trees. The loops take only arrays that `allocate` returned, or parts of them.
 */
export interface TreeKernel {
  readonly name: "javascript" | "wasm";
  /** Threads that can grow subtrees of at least a number of cells, for kernels on shared memory. */
  readonly helpers?: { readonly threads: readonly KernelThread[]; readonly minimumCells: number } | undefined;
  /** Copies of the arrays in the kernel's memory; the named ones are all 0. Called once. */
  allocate<Arrays extends Readonly<Record<string, KernelArray>>>(arrays: Arrays, zeros?: readonly string[]): Arrays;
  /**
   * Fills a code histogram from `rows[start..end)`; `pairs` holds gradient and hessian of each row side by side.
   */
  fillHistogram(
    histogram: Histogram,
    rowCodes: RowCodes,
    rows: Int32Array,
    start: number,
    end: number,
    pairs: Float32Array,
  ): void;
  /** Subtracts `child` from `parent`, which becomes the histogram of the other child. */
  subtractHistogram(parent: Histogram, child: Histogram): void;
  /**
   * Searches the columns of the plan for the split with the best score above `best`, and writes score, left gradient,
   * left hessian, bin and default side to `found`. Returns the column's index in the plan, or -1. Of equal scores the
   * first column and the lowest bin win.
   */
  findSplit(
    plan: ColumnPlan,
    histogram: Histogram,
    workspace: SplitWorkspace,
    limits: ScanLimits,
    best: number,
  ): number;
  /**
   * Moves the rows of `rows[start..end)` that go left before those that go right, each in their order; returns the
   * index between.
   */
  partitionRows(
    rows: Int32Array,
    start: number,
    end: number,
    column: ColumnCells,
    goesLeft: Uint8Array,
    spareRows: Int32Array,
  ): number;
  /** Adds `value` to the scores of `rows[start..end)`; the score of row 0 is at `scores[offset]`. */
  addToRows(scores: Float32Array, offset: number, rows: Int32Array, start: number, end: number, value: number): void;
  /** As `addToRows`, with one of two values: that of the side the row's bin goes to. */
  addToSides(
    scores: Float32Array,
    offset: number,
    rows: Int32Array,
    start: number,
    end: number,
    column: ColumnCells,
    goesLeft: Uint8Array,
    leftValue: number,
    rightValue: number,
  ): void;
  /** Writes score - target of each row as its gradient. */
  squaredErrorGradients(pairs: Float32Array, scores: Float32Array, targets: Float64Array): void;
  /** Writes gradient and hessian of log loss, for log odds of `offset` + score and targets of 0 or 1. */
  logisticGradients(pairs: Float32Array, scores: Float32Array, targets: Float64Array, offset: number): void;
  /** Sums gradients, hessians and squared gradients of `rows[0..count)` into `sums`. */
  sumPairs(sums: Float64Array, pairs: Float32Array, rows: Int32Array, count: number): void;
  /** Releases the arrays from the threads of the kernel, where it has some. */
  release?(): void;
}
