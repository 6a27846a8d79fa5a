import { FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { mapNumbers } from "../../core/map-numbers.js";
import type { Column } from "../../table/columns.js";
import { withColumns } from "../../table/with-columns.js";
import type { FittedStep } from "../step.js";
import { type Label, labelCodes, labelColumn } from "./labels.js";

/** A number for each label of a column. */
export interface LabelNumbers {
  readonly column: string;
  readonly labels: readonly Label[];
  readonly numbers: readonly number[];
  /** The number of any other label. */
  readonly other: number;
}

/** A fitted step that replaces the labels of its columns with numbers. */
export function fittedLabelNumbers(kind: string, encodings: readonly LabelNumbers[]): FittedStep {
  const names = encodings.map(({ column }) => column);
  return {
    kind,
    inputs: names,
    outputs: names,
    transform: (columns) =>
      withColumns(
        columns,
        encodings.map(({ column, labels, numbers, other }): [string, Column] => {
          const codes = labelCodes(labelColumn(columns, column, kind), labels);
          return [column, { kind: "number", values: mapNumbers(codes, (code) => numbers[code] ?? other) }];
        }),
      ),
    toJSON: () => ({
      kind,
      encodings: encodings.map(({ column, labels, numbers, other }) => ({
        column,
        labels: [...labels],
        numbers: [...numbers],
        other,
      })),
    }),
  };
}

/** A fitted step of this kind from its JSON. */
export function restoreLabelNumbers(kind: string, json: JsonReader): FittedStep {
  return fittedLabelNumbers(
    kind,
    json.objects("encodings").map((item) => {
      const labels = item.stringsOrNull("labels");
      const numbers = item.numbers("numbers");
      if (labels.length !== numbers.length) {
        throw new FormatError(
          `${item.path}.numbers: expected ${labels.length} numbers, one per label; fit and save the step again`,
        );
      }
      return { column: item.string("column"), labels, numbers, other: item.number("other") };
    }),
  );
}
