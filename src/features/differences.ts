import type { JsonReader } from "../core/json-reader.js";
import { checkColumnNames } from "./check-column-names.js";
import { checkedLags, type LagsOptions } from "./lags.js";
import { fittedPastColumns } from "./past-columns.js";
import { completeRowOrder } from "./rows-in-order.js";
import type { FittedStep, Step } from "./step.js";

/**
 * A step that adds how much the column grew up to the row before, over some rows, as `<column>_difference<n>`: the value one row ago minus
 * the value n rows before that. The row's own value is not read, so a target may be among the columns.
 *
 * @example differences({ columns: ["price"], lags: [1] }).kind // "differences"
 */
export function differences({ columns: names, lags: distances, ...order }: LagsOptions): Step {
  checkColumnNames("differences", names);
  const fitted = fittedDifferences(
    names,
    checkedLags("differences", distances),
    completeRowOrder("differences", order),
  );
  return {
    kind: "differences",
    fit(columns) {
      fitted.transform(columns);
      return fitted;
    },
  };
}

/** Brings back what `toJSON` of a fitted differences step wrote. */
export function restoreDifferences(json: JsonReader): FittedStep {
  return fittedDifferences(json.texts("columns"), checkedLags("differences", json.numbers("lags")), {
    orderBy: json.texts("orderBy"),
    by: json.texts("by"),
  });
}

function fittedDifferences(
  names: readonly string[],
  distances: readonly number[],
  order: ReturnType<typeof completeRowOrder>,
): FittedStep {
  const made = names.flatMap((source) =>
    distances.map((distance) => ({
      source,
      name: `${source}_difference${distance}`,
      valueFrom: (past: Float64Array): number =>
        (past.at(-1) ?? Number.NaN) - (past[past.length - 1 - distance] ?? Number.NaN),
    })),
  );
  return fittedPastColumns("differences", order, made, { columns: [...names], lags: [...distances] });
}
