import type { JsonReader } from "../../core/json-reader.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";
import { fittedLabelNumbers, type LabelNumbers, restoreLabelNumbers } from "./label-numbers.js";
import { countLabels, labelColumn } from "./labels.js";

/**
 * A step that replaces each label by its share of the training rows; a label that training did not see gets 0.
 *
 * Missing values are a label of their own when training had some.
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

/** Brings back what `toJSON` of a fitted frequencyEncode step wrote. */
export function restoreFrequencyEncode(json: JsonReader): FittedStep {
  return restoreLabelNumbers("frequencyEncode", json);
}
