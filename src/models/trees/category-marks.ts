import { ArgumentError } from "../../core/errors.js";
import type { BinnedMatrix } from "./bin-matrix.js";

/**
 * A 1 for each column of categories; undefined without any. Refuses unknown names and columns without one bin per code.
 */
export function categoryMarks(
  { categories }: { readonly categories: readonly string[] },
  { names, cuts, cutOffsets, hasMissing }: BinnedMatrix,
): Uint8Array | undefined {
  const unknown = categories.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `gradientBoosting: unknown column "${unknown}" in categories; the columns are ${names.join(", ")}`,
    );
  }
  if (categories.length === 0) return undefined;
  const marks = Uint8Array.from(names, (name) => (categories.includes(name) ? 1 : 0));
  marks.forEach((mark, column) => {
    if (mark === 0) return;
    const columnCuts = cuts.subarray(cutOffsets[column], cutOffsets[column + 1] - hasMissing[column]);
    if (columnCuts.every((cut, code) => cut === code + 0.5)) return;
    throw new ArgumentError(
      `gradientBoosting: column "${names[column]}" does not have one bin per category; name it in the categories option of binMatrix`,
    );
  });
  return marks;
}
