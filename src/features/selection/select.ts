import type { JsonReader } from "../../core/json-reader.js";
import { selectColumns } from "../../table/select-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";

/**
 * A step that selects columns, in the given order.
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

/** A fitted select step from its JSON. */
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
