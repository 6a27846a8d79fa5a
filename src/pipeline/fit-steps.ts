import { ArgumentError } from "../core/errors.js";
import type { FittedStep, Step } from "../features/step.js";
import type { Columns } from "../table/columns.js";
import { columnNames, type TableSource } from "../table/frame-like.js";
import { selectColumns } from "../table/select-columns.js";
import { columnsFor } from "../table/to-columns.js";
import { readTarget, withoutTarget } from "./target-column.js";

/** Steps that have learned, without a model. */
export interface FittedSteps {
  readonly steps: readonly FittedStep[];
  /**
   * The features of the training rows: without the target, and for steps that look at the target as a model would see
   * them.
   */
  readonly training: Columns;
  /** The steps applied to other rows; a column of the target's name is left out. */
  transform(source: TableSource): Columns;
}

/**
 * Feature steps fitted one after the other, to look at features or to write them to a file. A model learns in
 * `pipeline`, which fits the same steps.
 *
 * @example fitSteps([calendarParts({ column: "time", parts: ["hour"] })], train, "volume").transform(test)
 */
export function fitSteps(steps: readonly Step[], source: TableSource, target?: Float64Array | string): FittedSteps {
  if (steps.length === 0) throw new ArgumentError("fitSteps: steps is empty; give at least one");
  const all = columnsFor("fitSteps", source);
  const values = target === undefined ? undefined : readTarget("fitSteps", all, target);
  const fitted: FittedStep[] = [];
  let current = withoutTarget(all, values?.name);
  for (const step of steps) {
    const learned = step.fit(current, values?.values);
    current = (values && step.transformTraining?.(learned, current, values.values)) ?? learned.transform(current);
    fitted.push(learned);
  }
  const names = [...withoutTarget(all, values?.name).byName.keys()];
  return {
    steps: fitted,
    training: current,
    transform(rows) {
      const known = columnNames(rows).filter((name) => names.includes(name));
      const columns = selectColumns(columnsFor("fitSteps", rows, { only: known }), known);
      return fitted.reduce((made, step) => step.transform(made), columns);
    },
  };
}
