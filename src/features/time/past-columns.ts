import type { JsonObject } from "../../core/json.js";
import type { Column } from "../../table/columns.js";
import { getNumbers } from "../../table/get-numbers.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep } from "../step.js";
import { type CompleteRowOrder, rowsInOrder } from "./rows-in-order.js";

/** A column computed from previous rows. */
export interface PastColumn {
  readonly source: string;
  readonly name: string;
  /** The new value of a row, from the source's values in the previous rows of its group, oldest first. */
  readonly valueFrom: (past: Float64Array) => number;
}

/**
 * A fitted step that adds columns computed from previous rows. Each value is computed from a view that ends before its row, so no such
 * step can read the row itself or a later one.
 */
export function fittedPastColumns(
  kind: string,
  order: CompleteRowOrder,
  past: readonly PastColumn[],
  settings: JsonObject,
): FittedStep {
  const sources = [...new Set(past.map(({ source }) => source))];
  return {
    kind,
    inputs: [...new Set([...sources, ...order.orderBy, ...order.by])],
    outputs: past.map(({ name }) => name),
    transform(columns) {
      const groups = rowsInOrder(kind, columns, order);
      const added = past.map(({ name }): [string, Column & { readonly kind: "number" }] => [
        name,
        { kind: "number", values: new Float64Array(columns.rowCount) },
      ]);
      for (const source of sources) {
        const values = getNumbers(columns, source, kind);
        for (const rows of groups) {
          const ordered = Float64Array.from(rows, (row) => values[row]);
          past.forEach((column, index) => {
            if (column.source !== source) return;
            const target = added[index]?.[1].values;
            rows.forEach((row, position) => {
              if (target !== undefined) target[row] = column.valueFrom(ordered.subarray(0, position));
            });
          });
        }
      }
      return replaceColumns(columns, [], added, kind, "rename or drop it first");
    },
    toJSON: () => ({ kind, ...settings, orderBy: [...order.orderBy], by: [...order.by] }),
  };
}
