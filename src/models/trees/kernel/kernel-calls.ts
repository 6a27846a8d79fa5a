import { planEntrySize } from "./plan-columns.js";
import { cellOffset, countWide, type RowCodes } from "./row-codes.js";
import type { ColumnCells, ColumnPlan, Histogram, ScanLimits, SplitWorkspace } from "./tree-kernel.js";

/** A function of tree-kernel.as. */
export type KernelFunction = keyof typeof kernelCalls | "subtractHistogram" | "sumPairs";

/** The functions of an instance of tree-kernel.as. */
export type KernelExports = Readonly<Record<KernelFunction, (...parameters: readonly number[]) => number>>;

/**
 * The arguments of the functions of tree-kernel.as: addresses and numbers. Where work can be divided, `from` and `to`
 * bound the part: bundles of a histogram, columns of a plan, positions in a list of rows.
 */
export const kernelCalls = {
  fillHistogram(
    histogram: Histogram,
    { cells, codeOffsets, stride, positions }: RowCodes,
    rows: Int32Array,
    [start, end]: readonly [number, number],
    pairs: Float32Array,
    from = 0,
    to: number = codeOffsets.length - 1,
  ): number[] {
    const allWide = countWide(codeOffsets);
    const wide = Math.min(to, allWide) - Math.min(from, allWide);
    const first = cells.byteOffset + cellOffset(from, allWide);
    const bytes = first + 2 * wide;
    const parts = [to - from, wide, first, bytes, stride];
    const codes = [histogram.byteOffset, codeOffsets.byteOffset + 4 * from, ...parts];
    return [...codes, rows.byteOffset, start, end, pairs.byteOffset, positions.byteOffset];
  },
  findSplit(
    plan: ColumnPlan,
    histogram: Histogram,
    { codeBins, codeList, positions, bins, found }: SplitWorkspace,
    { gradient, weight, lambda, alpha, minWeight, roundingError }: ScanLimits,
    best: number,
    from = 0,
    to: number = plan.count,
  ): number[] {
    const entries = plan.entries.byteOffset + 4 * planEntrySize * from;
    const lists = [codeList.byteOffset, positions.byteOffset, positions.length, bins.byteOffset];
    const limits = [gradient, weight, lambda, alpha, minWeight, roundingError, best];
    return [entries, to - from, histogram.byteOffset, codeBins.byteOffset, ...lists, ...limits, found.byteOffset];
  },
  partitionRows(
    rows: Int32Array,
    from: number,
    to: number,
    { bins, start, stride }: ColumnCells,
    goesLeft: Uint8Array,
    spareRows: Int32Array,
    spareStart = 0,
  ): number[] {
    const spare = spareRows.byteOffset + 4 * spareStart;
    return [rows.byteOffset, from, to, bins.byteOffset + start, stride, goesLeft.byteOffset, spare];
  },
  addToRows(scores: Float32Array, offset: number, rows: Int32Array, from: number, to: number, value: number): number[] {
    return [scores.byteOffset + 4 * offset, rows.byteOffset, from, to, value];
  },
  addToSides(
    scores: Float32Array,
    offset: number,
    rows: Int32Array,
    from: number,
    to: number,
    { bins, start, stride }: ColumnCells,
    goesLeft: Uint8Array,
    ...values: readonly [leftValue: number, rightValue: number]
  ): number[] {
    const sides = [bins.byteOffset + start, stride, goesLeft.byteOffset];
    return [scores.byteOffset + 4 * offset, rows.byteOffset, from, to, ...sides, ...values];
  },
  squaredErrorGradients(
    pairs: Float32Array,
    scores: Float32Array,
    targets: Float64Array,
    from = 0,
    to: number = targets.length,
  ): number[] {
    const target = targets.byteOffset + 8 * from;
    return [pairs.byteOffset + 8 * from, scores.byteOffset + 4 * from, target, to - from];
  },
  logisticGradients(
    pairs: Float32Array,
    scores: Float32Array,
    targets: Float64Array,
    offset: number,
    from = 0,
    to: number = targets.length,
  ): number[] {
    const target = targets.byteOffset + 8 * from;
    return [pairs.byteOffset + 8 * from, scores.byteOffset + 4 * from, target, offset, to - from];
  },
};
