import type { JsonObject } from "../core/json.js";
import type { Column } from "../table/columns.js";
import { numbersInColumns } from "../table/numbers-in-columns.js";
import { withColumns } from "../table/with-columns.js";
import type { FittedStep } from "./step.js";

/** What was learned about one column. */
export type LearnedColumn = JsonObject & { readonly column: string };

/** A fitted step that applies a function to each of its number columns; missing values stay missing. */
export function fittedColumnMap<Learned extends LearnedColumn>(
  kind: string,
  learned: readonly Learned[],
  createFunction: (learned: Learned) => (value: number) => number,
): FittedStep {
  const names = learned.map(({ column }) => column);
  return {
    kind,
    inputs: names,
    outputs: names,
    transform: (columns) =>
      withColumns(
        columns,
        learned.map((column): [string, Column] => {
          const change = createFunction(column);
          const values = numbersInColumns(columns, column.column, kind).map((value) =>
            Number.isNaN(value) ? Number.NaN : change(value),
          );
          return [column.column, { kind: "number", values }];
        }),
      ),
    toJSON: () => ({ kind, columns: learned.map((column) => ({ ...column })) }),
  };
}
