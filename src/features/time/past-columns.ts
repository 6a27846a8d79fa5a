import type { JsonObject } from "../../core/json.js";
import { type Column, getNumbers } from "../../table/columns.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep } from "../step.js";
import { type CompleteRowOrder, rowsInOrder } from "./rows-in-order.js";

/** A column made of earlier rows. */
export interface PastColumn {
  readonly source: string;
  readonly name: string;
  /** The new value of a row, from the source's values of the rows before it in its group, oldest first. Never the row itself. */
  readonly valueFrom: (past: Float64Array) => number;
}

/**
 * A fitted step that adds columns made of earlier rows. Each value is computed from a view that ends before its row, so a member of this
 * family cannot read the row itself or a later one.
 */
export function fittedPastColumns(
  kind: string,
  order: CompleteRowOrder,
  made: readonly PastColumn[],
  settings: JsonObject,
): FittedStep {
  const sources = [...new Set(made.map(({ source }) => source))];
  return {
    kind,
    inputs: [...new Set([...sources, ...order.orderBy, ...order.by])],
    outputs: made.map(({ name }) => name),
    transform(columns) {
      const groups = rowsInOrder(kind, columns, order);
      const added = made.map(({ name }): [string, Column & { readonly kind: "number" }] => [
        name,
        { kind: "number", values: new Float64Array(columns.rowCount) },
      ]);
      for (const source of sources) {
        const values = getNumbers(columns, source, kind);
        for (const rows of groups) {
          const ordered = Float64Array.from(rows, (row) => values[row]);
          made.forEach((own, at) => {
            if (own.source !== source) return;
            const target = added[at]?.[1].values;
            rows.forEach((row, place) => {
              if (target !== undefined) target[row] = own.valueFrom(ordered.subarray(0, place));
            });
          });
        }
      }
      return replaceColumns(columns, [], added, kind, "rename or drop it first");
    },
    toJSON: () => ({ kind, ...settings, orderBy: [...order.orderBy], by: [...order.by] }),
  };
}
