import { checkKnownValue } from "../../core/check-known-value.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Column } from "../../table/columns.js";
import { getColumn } from "../../table/get-column.js";
import { checkColumnNames } from "../check-column-names.js";
import { replaceColumns } from "../replace-columns.js";
import type { ChunkedStep, FittedStep } from "../step.js";
import { countChunkLabels, countLabels, type Label, labelCodes, labelColumn, unseenLabelError } from "./labels.js";

/**
 * What to do with a label that is not in the training rows: `error` throws, `ignore` gives 0 in every column, `other`
 * counts it in the group `other`, which then always has a column.
 */
export type OneHotUnseen = "error" | "ignore" | "other";

export interface OneHotOptions {
  /** Category, text or number columns. */
  readonly columns: readonly string[];
  /** @default "error" */
  readonly unseen?: OneHotUnseen | undefined;
  /** Labels that share one column: the name of the group and its labels. Default: none. */
  readonly merge?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * Labels with fewer training rows are counted in the group `other`.
   *
   * @default 1
   */
  readonly minimumCount?: number | undefined;
  /**
   * Whether the source columns remain.
   *
   * @default false
   */
  readonly keepSource?: boolean | undefined;
}

/** What was learned about a column: the names of the groups in order, and the group of each label. */
interface Encoding {
  readonly column: string;
  readonly groups: readonly string[];
  readonly labels: readonly Label[];
  /** For each label the index of its group. */
  readonly groupIndexes: readonly number[];
}

/**
 * A step that replaces each column with one 0/1 column per label, named `<column>=<label>`.
 *
 * Labels are in order: numbers by value, strings by code point, missing last as `(missing)` when training rows have
 * any.
 *
 * `fitChunks` learns from rows that need not fit into memory together, equal to `fit`.
 *
 * @example oneHot({ columns: ["weather"], unseen: "ignore" }).kind // "oneHot"
 */
export function oneHot({
  columns: names,
  unseen = "error",
  merge = {},
  minimumCount = 1,
  keepSource = false,
}: OneHotOptions): ChunkedStep {
  checkColumnNames("oneHot", names);
  checkUnseen(unseen);
  const settings = { unseen, merge, minimumCount };
  return {
    kind: "oneHot",
    fit: (columns) =>
      fittedOneHot(
        names.map((name) => learn(name, countLabels(labelColumn(columns, name, "oneHot")), settings)),
        unseen,
        keepSource,
      ),
    async fitChunks(chunks) {
      const counts = await countChunkLabels("oneHot", chunks, names);
      return fittedOneHot(
        [...counts].map(([name, own]) => learn(name, own, settings)),
        unseen,
        keepSource,
      );
    },
  };
}

/** A fitted oneHot step from its JSON. */
export function restoreOneHot(json: JsonReader): FittedStep {
  const encodings = json.objects("encodings").map((item): Encoding => {
    const groups = item.strings("groups");
    const labels = item.stringsOrNull("labels");
    const indexes = item.numbers("groupOf");
    if (labels.length !== indexes.length || indexes.some((group) => groups[group] === undefined)) {
      throw new ArgumentError(
        `${item.path}.groupOf: expected an index of groups for each of the ${labels.length} labels; fit and save the step again`,
      );
    }
    return { column: item.string("column"), groups, labels, groupIndexes: indexes };
  });
  const unseen = json.string("unseen") as OneHotUnseen;
  checkUnseen(unseen);
  return fittedOneHot(encodings, unseen, json.boolean("keepSource"));
}

function checkUnseen(unseen: OneHotUnseen): void {
  checkKnownValue("oneHot", "unseen", unseen, ["error", "ignore", "other"]);
}

interface LearnOptions {
  readonly unseen: OneHotUnseen;
  readonly merge: Readonly<Record<string, readonly string[]>>;
  readonly minimumCount: number;
}

function learn(
  columnName: string,
  counts: ReadonlyMap<Label, number>,
  { unseen, merge, minimumCount }: LearnOptions,
): Encoding {
  const mergedGroups = new Map<Label, string>();
  for (const [group, labels] of Object.entries(merge)) for (const label of labels) mergedGroups.set(label, group);
  const groupCounts = new Map<string, number>();
  const getGroup = (label: Label): string => mergedGroups.get(label) ?? label ?? "(missing)";
  for (const [label, count] of counts)
    groupCounts.set(getGroup(label), (groupCounts.get(getGroup(label)) ?? 0) + count);

  const groups: string[] = [];
  const groupIndexes: number[] = [];
  const labels: Label[] = [];
  // Labels named in merge are known even when no training row has them.
  for (const label of new Set([...counts.keys(), ...mergedGroups.keys()])) {
    const name = getGroup(label);
    if (!groupCounts.has(name)) continue;
    const group = (groupCounts.get(name) ?? 0) < minimumCount ? "other" : name;
    if (!groups.includes(group)) groups.push(group);
    labels.push(label);
    groupIndexes.push(groups.indexOf(group));
  }
  if (unseen === "other" && !groups.includes("other")) groups.push("other");
  return { column: columnName, groups, labels, groupIndexes };
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
            const fix = 'set unseen to "ignore" or "other", or fit on rows that have it';
            throw unseenLabelError("oneHot", encoding.column, column, row, encoding.labels, fix);
          }
          const indicator = indicators[code < 0 ? other : (encoding.groupIndexes[code] ?? other)];
          if (indicator !== undefined) indicator[row] = 1;
        });
        encoding.groups.forEach((group, index) => {
          const values = indicators[index] ?? new Float64Array(columns.rowCount);
          added.push([`${encoding.column}=${group}`, { kind: "number", values }]);
        });
      }
      return replaceColumns(columns, keepSource ? [] : inputs, added, "oneHot", "rename or drop it first");
    },
    toJSON: () => ({
      kind: "oneHot",
      unseen,
      keepSource,
      encodings: encodings.map(({ column, groups, labels, groupIndexes }) => ({
        column,
        groups: [...groups],
        labels: [...labels],
        groupOf: [...groupIndexes],
      })),
    }),
  };
}
