import type { ColumnKind } from "../schema/column.js";

/**
 * Cells that can be cast to a kind and still show that their column is of another by the rules of `inferSchema`: a code
 * with a leading zero, an id that a number would round, a 1 among words for true and false.
 */
export const doubtfulCells: Partial<Record<ColumnKind, string>> = {
  integer: "^[+-]?0[0-9]+$|\\.",
  number: "^[+-]?0[0-9]+$|^[+-]?[0-9]{16,}$",
  boolean: "^[01]$",
};
