import type { JsonReader } from "../../core/json-reader.js";
import { getColumn } from "../../table/get-column.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";

/**
 * A step that drops columns. An unknown name is refused at fit; later rows need not have the columns.
 *
 * @example drop({ columns: ["traffic_volume"] }).kind // "drop"
 */
export function drop({ columns: names }: { readonly columns: readonly string[] }): Step {
  checkColumnNames("drop", names);
  return {
    kind: "drop",
    fit(columns) {
      for (const name of names) getColumn(columns, name, "drop");
      return fittedDrop(names);
    },
  };
}

/** A fitted drop step from its JSON. */
export function restoreDrop(json: JsonReader): FittedStep {
  return fittedDrop(json.strings("columns"));
}

function fittedDrop(names: readonly string[]): FittedStep {
  return {
    kind: "drop",
    inputs: [],
    outputs: [],
    transform: (columns) => ({
      kind: "columns",
      rowCount: columns.rowCount,
      byName: new Map([...columns.byName].filter(([name]) => !names.includes(name))),
    }),
    toJSON: () => ({ kind: "drop", columns: [...names] }),
  };
}
