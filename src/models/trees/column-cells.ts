import type { BinnedMatrix } from "./bin-matrix.js";
import { cellOffset, countWide } from "./kernel/row-codes.js";
import type { ColumnCells } from "./kernel/tree-kernel.js";

/** Where the bins of a column are, among the arrays of a binned matrix or copies of them. */
export function columnCells(
  { rowCount, columnBundles, codeOffsets, rowStride: stride }: BinnedMatrix,
  { rowCodes, columnBins }: Pick<BinnedMatrix, "rowCodes" | "columnBins">,
  column: number,
): ColumnCells {
  if (columnBins.length > 0) return { bins: columnBins, start: column * rowCount, stride: 1 };
  return { bins: rowCodes, start: cellOffset(columnBundles[column], countWide(codeOffsets)), stride };
}
