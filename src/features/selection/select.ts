import type { JsonReader } from "../../core/json-reader.js";
import { selectColumns } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";

/**
 * A step that keeps only the columns named, in that order.
 *
 * @example select({ columns: ["hour", "weekday"] }).kind // "select"
 */
export function select<Name extends string>({ columns: names }: { readonly columns: readonly Name[] }): Step<Name> {
  checkColumnNames("select", names);
  return {
    kind: "select",
    fit(columns) {
      selectColumns(columns, names, "select");
      return fittedSelect(names);
    },
  };
}

/** Brings back what `toJSON` of a fitted select step wrote. */
export function restoreSelect(json: JsonReader): FittedStep {
  return fittedSelect(json.strings("columns"));
}

function fittedSelect<Name extends string>(names: readonly Name[]): FittedStep<Name> {
  return {
    kind: "select",
    inputs: names,
    outputs: names,
    transform: (columns) => selectColumns(columns, names, "select"),
    toJSON: () => ({ kind: "select", columns: [...names] }),
  };
}
