import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { type Column, getColumn } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep, Step } from "../step.js";
import { countLabels, type Label, labelCodes, labelColumn, unseenLabelError } from "./labels.js";

/**
 * What to do with a label that training did not see: `error` refuses it, `ignore` gives zeros in every column of the
 * one-hot group, `other` counts it as the group `other`, which then always has a column.
 */
export type OneHotUnseen = "error" | "ignore" | "other";

export interface OneHotOptions {
  /** Category, text or number columns. */
  readonly columns: readonly string[];
  /** Default: `error`. */
  readonly unseen?: OneHotUnseen;
  /** Labels that share one column: the name of the group and its labels. Default: none. */
  readonly merge?: Readonly<Record<string, readonly string[]>>;
  /** Labels with fewer training rows than this go to the group `other`. Default: 1, so none. */
  readonly minimumCount?: number;
  /** Keeps the columns themselves. Default: false. */
  readonly keepSource?: boolean;
}

/** One learned column: the group names in order, and the labels that belong to each. */
interface Encoding {
  readonly column: string;
  readonly groups: readonly string[];
  readonly labels: readonly Label[];
  /** Place in `groups` of each label. */
  readonly groupOf: readonly number[];
}

/**
 * A step that replaces each column by one 0/1 column per label, called `<column>=<label>`.
 *
 * Labels come in order: numbers by size, texts by code point, missing last as `(missing)` when training had any.
 *
 * @example oneHot({ columns: ["weather"], unseen: "ignore" }).kind // "oneHot"
 */
export function oneHot({
  columns: names,
  unseen = "error",
  merge = {},
  minimumCount = 1,
  keepSource = false,
}: OneHotOptions): Step {
  checkColumnNames("oneHot", names);
  checkUnseen(unseen);
  return {
    kind: "oneHot",
    fit: (columns) =>
      fittedOneHot(
        names.map((name) => learn(name, labelColumn(columns, name, "oneHot"), { unseen, merge, minimumCount })),
        unseen,
        keepSource,
      ),
  };
}

/** Brings back what `toJSON` of a fitted oneHot step wrote. */
export function restoreOneHot(json: JsonReader): FittedStep {
  const encodings = json.objects("encodings").map((item): Encoding => {
    const groups = item.strings("groups");
    const labels = item.stringsOrNull("labels");
    const groupOf = item.numbers("groupOf");
    if (labels.length !== groupOf.length || groupOf.some((group) => groups[group] === undefined)) {
      throw new ArgumentError(
        `${item.path}: groupOf must give a place in groups for each of the ${labels.length} labels`,
      );
    }
    return { column: item.string("column"), groups, labels, groupOf };
  });
  const unseen = json.string("unseen") as OneHotUnseen;
  checkUnseen(unseen);
  return fittedOneHot(encodings, unseen, json.boolean("keepSource"));
}

function checkUnseen(unseen: OneHotUnseen): void {
  if (unseen !== "error" && unseen !== "ignore" && unseen !== "other") {
    throw new ArgumentError(`oneHot: unseen must be "error", "ignore" or "other", got ${JSON.stringify(unseen)}`);
  }
}

function learn(
  name: string,
  column: Column,
  { unseen, merge, minimumCount }: Required<Pick<OneHotOptions, "unseen" | "merge" | "minimumCount">>,
): Encoding {
  const groupOfLabel = new Map<Label, string>();
  for (const [group, labels] of Object.entries(merge)) for (const label of labels) groupOfLabel.set(label, group);
  const counts = countLabels(column);
  const countOfGroup = new Map<string, number>();
  const named = (label: Label): string => groupOfLabel.get(label) ?? label ?? "(missing)";
  for (const [label, count] of counts) countOfGroup.set(named(label), (countOfGroup.get(named(label)) ?? 0) + count);

  const groups: string[] = [];
  const groupOf: number[] = [];
  const labels: Label[] = [];
  // Labels named in merge are known even when training has none of them.
  for (const label of new Set([...counts.keys(), ...groupOfLabel.keys()])) {
    const own = named(label);
    if (!countOfGroup.has(own)) continue;
    const group = (countOfGroup.get(own) ?? 0) < minimumCount ? "other" : own;
    if (!groups.includes(group)) groups.push(group);
    labels.push(label);
    groupOf.push(groups.indexOf(group));
  }
  if (unseen === "other" && !groups.includes("other")) groups.push("other");
  return { column: name, groups, labels, groupOf };
}

function fittedOneHot(encodings: readonly Encoding[], unseen: OneHotUnseen, keepSource: boolean): FittedStep {
  const inputs = encodings.map(({ column }) => column);
  return {
    kind: "oneHot",
    inputs,
    outputs: encodings.flatMap(({ column, groups }) => groups.map((group) => `${column}=${group}`)),
    transform(columns) {
      const added: [string, Column][] = [];
      for (const encoding of encodings) {
        getColumn(columns, encoding.column, "oneHot");
        const column = labelColumn(columns, encoding.column, "oneHot");
        const indicators = encoding.groups.map(() => new Float64Array(columns.rowCount));
        const other = unseen === "other" ? encoding.groups.indexOf("other") : -1;
        labelCodes(column, encoding.labels).forEach((code, row) => {
          if (code < 0 && unseen === "error") {
            const fix = 'set unseen: "ignore" or "other", or fit on rows that have it';
            throw unseenLabelError("oneHot", encoding.column, column, row, encoding.labels, fix);
          }
          const indicator = indicators[code < 0 ? other : (encoding.groupOf[code] ?? other)];
          if (indicator !== undefined) indicator[row] = 1;
        });
        encoding.groups.forEach((group, place) => {
          const values = indicators[place] ?? new Float64Array(columns.rowCount);
          added.push([`${encoding.column}=${group}`, { kind: "number", values }]);
        });
      }
      return replaceColumns(columns, keepSource ? [] : inputs, added, "oneHot", "rename or drop it first");
    },
    toJSON: () => ({
      kind: "oneHot",
      unseen,
      keepSource,
      encodings: encodings.map(({ column, groups, labels, groupOf }) => ({
        column,
        groups: [...groups],
        labels: [...labels],
        groupOf: [...groupOf],
      })),
    }),
  };
}
