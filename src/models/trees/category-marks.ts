import { ArgumentError } from "../../core/errors.js";
import type { BinnedMatrix } from "./bin-matrix.js";

/** A 1 for each column named a category; undefined where none is. Refuses unknown names and columns not binned code by code. */
export function categoryMarks(
  { categories }: { readonly categories: readonly string[] },
  { names, cuts, cutOffsets, hasMissing }: BinnedMatrix,
): Uint8Array | undefined {
  const unknown = categories.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(`gradientBoosting: categories names column "${unknown}"; there are ${names.join(", ")}`);
  }
  if (categories.length === 0) return undefined;
  const marks = Uint8Array.from(names, (name) => (categories.includes(name) ? 1 : 0));
  marks.forEach((mark, column) => {
    if (mark === 0) return;
    const own = cuts.subarray(cutOffsets[column], cutOffsets[column + 1] - hasMissing[column]);
    if (own.every((cut, code) => cut === code + 0.5)) return;
    throw new ArgumentError(
      `gradientBoosting: column "${names[column]}" is not binned code by code; give binMatrix its name in categories`,
    );
  });
  return marks;
}
