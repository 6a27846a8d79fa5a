import type { Json, JsonObject } from "../../core/json.js";
import { mapNumbers } from "../../core/map-numbers.js";
import type { Column } from "../../table/columns.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep } from "../step.js";
import { type RowSpacing, toPositions } from "./row-spacing.js";
import { type CompleteRowOrder, rowsInOrder } from "./rows-in-order.js";

/** Columns computed from the previous rows of a source column. */
export interface PastColumns {
  readonly source: string;
  readonly names: readonly string[];
  /**
   * The new values by name, from the source's values in order and their positions. The value of a row must depend on
   * previous rows only.
   */
  readonly compute: (values: Float64Array, positions: Float64Array) => readonly Float64Array[];
}

/** A fitted step that adds columns computed from previous rows of the same group. */
export function fittedPastColumns(
  kind: string,
  order: CompleteRowOrder & { readonly spacing: RowSpacing },
  past: readonly PastColumns[],
  settings: JsonObject,
): FittedStep {
  const { orderBy, by, spacing } = order;
  return {
    kind,
    inputs: [...new Set([...past.map(({ source }) => source), ...orderBy, ...by])],
    outputs: past.flatMap(({ names }) => names),
    transform(columns) {
      const groups = rowsInOrder(kind, columns, order).map(({ rows, times }) => ({
        rows,
        positions: toPositions(kind, orderBy[0] ?? "", times, spacing),
      }));
      const added = past.flatMap(({ source, names, compute }) => {
        const values = numbersInColumns(columns, source, kind);
        const results = names.map(() => new Float64Array(columns.rowCount));
        for (const { rows, positions } of groups) {
          const computed = compute(
            mapNumbers(rows, (row) => values[row]),
            positions,
          );
          results.forEach((result, index) => {
            rows.forEach((row, position) => {
              result[row] = computed[index][position];
            });
          });
        }
        return names.map((name, index): [string, Column] => [name, { kind: "number", values: results[index] }]);
      });
      return replaceColumns(columns, [], added, kind, "rename or drop it first");
    },
    toJSON: () => ({ kind, ...settings, every: spacing as Json, orderBy: [...orderBy], by: [...by] }),
  };
}
