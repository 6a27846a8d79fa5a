import { checkKnownValue } from "../../core/check-known-value.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { mapNumbers } from "../../core/map-numbers.js";
import type { Column } from "../../table/columns.js";
import { withColumns } from "../../table/with-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import type { ChunkedStep, FittedStep } from "../step.js";
import {
  countChunkLabels,
  countLabels,
  type Label,
  labelAt,
  labelCodes,
  labelColumn,
  unseenLabelError,
} from "./labels.js";

/** What to do with a label that is not in the training rows: `error` throws, `missing` makes it missing (NaN). */
export type OrdinalUnseen = "error" | "missing";

export interface OrdinalOptions {
  /** Category, text or number columns. */
  readonly columns: readonly string[];
  /** @default "error" */
  readonly unseen?: OrdinalUnseen | undefined;
  /**
   * The labels of a column in order, such as `{ size: ["small", "large"] }`. Default: numbers by value, strings by code
   * point.
   */
  readonly order?: Readonly<Record<string, readonly string[]>> | undefined;
}

interface Encoding {
  readonly column: string;
  readonly labels: readonly string[];
}

/**
 * A step that replaces each label with its index in the order of the labels, from 0. Missing values stay missing (NaN).
 *
 * `fitChunks` learns from rows that need not fit into memory together, equal to `fit`; a label that is not in a given
 * order is refused by `transform`.
 *
 * @example ordinal({ columns: ["weather"], unseen: "missing" }).kind // "ordinal"
 */
export function ordinal({ columns: names, unseen = "error", order = {} }: OrdinalOptions): ChunkedStep {
  checkColumnNames("ordinal", names);
  checkUnseen(unseen);
  const stray = Object.keys(order).find((name) => !names.includes(name));
  if (stray !== undefined) {
    throw new ArgumentError(
      `ordinal: order has column "${stray}", which is not in columns: ${names.join(", ")}; add it to columns or remove it from order`,
    );
  }
  const learn = (column: string, counts: ReadonlyMap<Label, number>): Encoding => {
    const given = Object.hasOwn(order, column) ? order[column] : undefined;
    if (given !== undefined) checkColumnNames(`ordinal: order of "${column}"`, given);
    return { column, labels: given ?? [...counts.keys()].filter((label) => label !== null) };
  };
  return {
    kind: "ordinal",
    fit(columns) {
      const encodings = names.map((name) => learn(name, countLabels(labelColumn(columns, name, "ordinal"))));
      const fitted = fittedOrdinal(encodings, unseen);
      fitted.transform(columns);
      return fitted;
    },
    async fitChunks(chunks) {
      const counts = await countChunkLabels("ordinal", chunks, names);
      return fittedOrdinal(
        [...counts].map(([name, own]) => learn(name, own)),
        unseen,
      );
    },
  };
}

/** A fitted ordinal step from its JSON. */
export function restoreOrdinal(json: JsonReader): FittedStep {
  const unseen = json.string("unseen") as OrdinalUnseen;
  checkUnseen(unseen);
  return fittedOrdinal(
    json.objects("encodings").map((item) => ({ column: item.string("column"), labels: item.strings("labels") })),
    unseen,
  );
}

function checkUnseen(unseen: OrdinalUnseen): void {
  checkKnownValue("ordinal", "unseen", unseen, ["error", "missing"]);
}

function fittedOrdinal(encodings: readonly Encoding[], unseen: OrdinalUnseen): FittedStep {
  const names = encodings.map(({ column }) => column);
  return {
    kind: "ordinal",
    inputs: names,
    outputs: names,
    transform: (columns) =>
      withColumns(
        columns,
        encodings.map(({ column: name, labels }): [string, Column] => {
          const column = labelColumn(columns, name, "ordinal");
          const values = mapNumbers(labelCodes(column, labels), (code, row) => {
            if (code >= 0) return code;
            if (unseen === "error" && labelAt(column, row) !== null) {
              const fix = 'set unseen to "missing", or fit on rows that have it';
              throw unseenLabelError("ordinal", name, column, row, labels, fix);
            }
            return Number.NaN;
          });
          return [name, { kind: "number", values }];
        }),
      ),
    toJSON: () => ({
      kind: "ordinal",
      unseen,
      encodings: encodings.map(({ column, labels }) => ({ column, labels: [...labels] })),
    }),
  };
}
