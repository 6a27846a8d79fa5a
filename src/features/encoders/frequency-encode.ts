import type { JsonReader } from "../../core/json-reader.js";
import { checkColumnNames } from "../check-column-names.js";
import type { ChunkedStep, FittedStep } from "../step.js";
import { fittedLabelNumbers, type LabelNumbers, restoreLabelNumbers } from "./label-numbers.js";
import { countChunkLabels, countLabels, type Label, labelColumn } from "./labels.js";

/**
 * A step that replaces each label with its share of the training rows; 0 for a label that is not in the training rows.
 *
 * Missing values count as a label when the training rows have some.
 *
 * `fitChunks` learns from rows that need not fit into memory together, equal to `fit`.
 *
 * @example frequencyEncode({ columns: ["district"] }).kind // "frequencyEncode"
 */
export function frequencyEncode({ columns: names }: { readonly columns: readonly string[] }): ChunkedStep {
  checkColumnNames("frequencyEncode", names);
  return {
    kind: "frequencyEncode",
    fit: (columns) =>
      fittedLabelNumbers(
        "frequencyEncode",
        names.map((name) => learn(name, countLabels(labelColumn(columns, name, "frequencyEncode")))),
      ),
    async fitChunks(chunks) {
      const counts = await countChunkLabels("frequencyEncode", chunks, names);
      return fittedLabelNumbers(
        "frequencyEncode",
        [...counts].map(([name, own]) => learn(name, own)),
      );
    },
  };
}

function learn(column: string, counts: ReadonlyMap<Label, number>): LabelNumbers {
  const rows = [...counts.values()].reduce((total, count) => total + count, 0);
  return {
    column,
    labels: [...counts.keys()],
    numbers: [...counts.values()].map((count) => count / rows),
    other: 0,
  };
}

/** A fitted frequencyEncode step from its JSON. */
export function restoreFrequencyEncode(json: JsonReader): FittedStep {
  return restoreLabelNumbers("frequencyEncode", json);
}
