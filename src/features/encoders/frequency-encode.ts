import type { JsonReader } from "../../core/json-reader.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";
import { fittedLabelNumbers, type LabelNumbers, restoreLabelNumbers } from "./label-numbers.js";
import { countLabels, labelColumn } from "./labels.js";

/**
 * A step that replaces each label with its share of the training rows; 0 for a label that is not in the training rows.
 *
 * Missing values count as a label when the training rows have some.
 *
 * @example frequencyEncode({ columns: ["district"] }).kind // "frequencyEncode"
 */
export function frequencyEncode({ columns: names }: { readonly columns: readonly string[] }): Step {
  checkColumnNames("frequencyEncode", names);
  return {
    kind: "frequencyEncode",
    fit: (columns) =>
      fittedLabelNumbers(
        "frequencyEncode",
        names.map((column): LabelNumbers => {
          const counts = countLabels(labelColumn(columns, column, "frequencyEncode"));
          return {
            column,
            labels: [...counts.keys()],
            numbers: [...counts.values()].map((count) => count / columns.rowCount),
            other: 0,
          };
        }),
      ),
  };
}

/** A fitted frequencyEncode step from its JSON. */
export function restoreFrequencyEncode(json: JsonReader): FittedStep {
  return restoreLabelNumbers("frequencyEncode", json);
}
