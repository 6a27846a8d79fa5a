import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { fittedColumnMap } from "../fitted-column-map.js";
import type { FittedStep, Step } from "../step.js";

/**
 * A step that replaces values with log(1 + value), for amounts and distances with a long tail.
 *
 * @throws ArgumentError for a value <= -1
 *
 * @example log1p({ columns: ["distance_km"] }).kind // "log1p"
 */
export function log1p({ columns: names }: { readonly columns: readonly string[] }): Step {
  checkColumnNames("log1p", names);
  return {
    kind: "log1p",
    fit(columns) {
      const fitted = fittedLog1p(names);
      fitted.transform(columns);
      return fitted;
    },
  };
}

/** A fitted log1p step from its JSON. */
export function restoreLog1p(json: JsonReader): FittedStep {
  return fittedLog1p(json.objects("columns").map((item) => item.string("column")));
}

function fittedLog1p(names: readonly string[]): FittedStep {
  const map = fittedColumnMap(
    "log1p",
    names.map((column) => ({ column })),
    () => Math.log1p,
  );
  return {
    ...map,
    transform(columns) {
      for (const name of names) {
        const values = numbersInColumns(columns, name, "log1p");
        const bad = values.findIndex((value) => value <= -1);
        if (bad >= 0) {
          throw new ArgumentError(
            `log1p: column "${name}" is ${values[bad]} at row index ${bad}, expected values above -1; use yeoJohnson or clip`,
          );
        }
      }
      return map.transform(columns);
    },
  };
}
