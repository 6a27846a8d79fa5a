import type { JsonObject } from "../core/json.js";
import { type Column, getNumbers, withColumns } from "../table/columns.js";
import type { FittedStep } from "./step.js";

/** What was learned of one column. */
export type LearnedColumn = JsonObject & { readonly column: string };

/** A fitted step that changes each of its number columns by a function of its own; a missing value stays missing. */
export function fittedColumnMap<Learned extends LearnedColumn>(
  kind: string,
  learned: readonly Learned[],
  functionOf: (own: Learned) => (value: number) => number,
): FittedStep {
  const names = learned.map(({ column }) => column);
  return {
    kind,
    inputs: names,
    outputs: names,
    transform: (columns) =>
      withColumns(
        columns,
        learned.map((own): [string, Column] => {
          const change = functionOf(own);
          const values = getNumbers(columns, own.column, kind).map((value) =>
            Number.isNaN(value) ? Number.NaN : change(value),
          );
          return [own.column, { kind: "number", values }];
        }),
      ),
    toJSON: () => ({ kind, columns: learned.map((own) => ({ ...own })) }),
  };
}
