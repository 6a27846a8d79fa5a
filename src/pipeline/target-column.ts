import { ArgumentError } from "../core/errors.js";
import { countLabels, labelCodes } from "../features/encoders/labels.js";
import type { Columns } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { columnsFor } from "../table/to-columns.js";

/** What a model learns to predict: one number per row, or the code of a label. */
export interface TargetValues {
  /** Name of the column; absent where only values were given. */
  readonly name?: string | undefined;
  readonly values: Float64Array;
  /** Where the column holds strings: its labels in code-point order, of which `values` are the positions. */
  readonly labels?: readonly string[] | undefined;
}

/**
 * The target of a table: a column of numbers, of booleans as 0 and 1, or of strings as the positions of their labels.
 * `labels` are the known labels, where the model has learned them already.
 */
export function readTarget(
  caller: string,
  source: TableSource,
  target: Float64Array | string,
  labels?: readonly string[],
): TargetValues {
  if (typeof target !== "string") return { values: target };
  const column = getColumn(columnsFor(caller, source, { only: [target] }), target, caller);
  if (column.kind === "number") return { name: target, values: column.values };
  if (column.kind === "time") {
    throw new ArgumentError(`${caller}: the target "${target}" is a time; predict a number or a label`);
  }
  const known = labels ?? [...countLabels(column).keys()].filter((label) => label !== null);
  const codes = labelCodes(column, known);
  const unknown = codes.indexOf(-1);
  if (unknown >= 0) {
    const label = column.kind === "string" ? column.values[unknown] : column.categories[column.codes[unknown] ?? -1];
    const problem = label === undefined || label === null ? "has no value" : `has the unknown label "${label}"`;
    throw new ArgumentError(`${caller}: the target "${target}" ${problem} at row index ${unknown}; drop that row`);
  }
  return { name: target, values: Float64Array.from(codes), labels: known };
}

/** The columns without the target's. */
export function withoutTarget(columns: Columns, target: string | undefined): Columns {
  if (target === undefined || !columns.byName.has(target)) return columns;
  const byName = new Map([...columns.byName].filter(([name]) => name !== target));
  return { kind: "columns", rowCount: columns.rowCount, byName };
}
