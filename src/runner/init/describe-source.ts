import type { DataFrame } from "nodejs-polars";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import type { ColumnSpec } from "../../table/schema/column.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { type SourceTimes, sourceTimes } from "./source-times.js";

/** The templates of `cuaderno init`. */
export const initTemplates = ["empty", "forecast", "classify", "drift"] as const;

/** One of them. */
export type InitTemplate = (typeof initTemplates)[number];

/** What a project of notebooks needs to know about a table. */
export interface SourceDescription {
  readonly target: string;
  /** Labels of the target; undefined for a number. */
  readonly labelCount: number | undefined;
  readonly time: SourceTimes | undefined;
  /** Whether other number columns have a correlation with the target. */
  readonly hasNumbers: boolean;
  /** Columns that are not features: identifiers, constant columns. */
  readonly exclude: readonly string[];
  /** Columns of few labels that a baseline may group by. */
  readonly groups: readonly string[];
}

const numberKinds = ["number", "integer"];
const labelKinds = ["boolean", "category"];

/**
 * The target, the time and the features that a table offers. Without `target` it is the last column of numbers, for
 * `classify`, or where the last column has two labels, the last column of labels.
 *
 * @throws ArgumentError for a table that does not fit the template
 */
export function describeSource(
  frame: DataFrame,
  schema: TableSchema,
  { template, target }: { readonly template?: InitTemplate | undefined; readonly target?: string | undefined },
): SourceDescription {
  const kinds = new Map(Object.entries(schema.columns));
  const distinct = new Map(frame.columns.map((name) => [name, frame.getColumn(name).dropNulls().nUnique()]));
  const exclude = [...kinds].flatMap(([name, spec]) =>
    ["number", "integer", "boolean", "category"].includes(spec.kind) && isNoFeature(name, spec, distinct.get(name) ?? 0)
      ? [name]
      : [],
  );
  const chosen = chooseTarget(kinds, { template, target, exclude, distinct });
  const isLabel = template === "classify" || labelKinds.includes(kinds.get(chosen)?.kind ?? "");
  const time = sourceTimes(frame, schema);
  if (template === "forecast" && time === undefined) {
    throw new ArgumentError(
      "init: --template forecast needs a column of dates, the table has none; use --template classify or no template",
    );
  }
  const features = [...kinds].filter(([name]) => name !== chosen && !exclude.includes(name));
  const hasFeature = features.some(([, { kind }]) => [...numberKinds, ...labelKinds].includes(kind));
  if (!hasFeature && time === undefined) {
    throw new ArgumentError(`init: the table has no column to predict "${chosen}" from; add columns or name --target`);
  }
  const labelCount = distinct.get(chosen) ?? 0;
  if (isLabel && (labelCount < 2 || labelCount > 50)) {
    throw new ArgumentError(
      `init: the target "${chosen}" has ${labelCount} labels, expected 2 to 50; name another --target`,
    );
  }
  return {
    target: chosen,
    labelCount: isLabel ? labelCount : undefined,
    time,
    hasNumbers: !isLabel && features.some(([, { kind }]) => numberKinds.includes(kind)),
    exclude: exclude.filter((name) => name !== chosen),
    groups: features
      .filter(([name, { kind }]) => labelKinds.includes(kind) && (distinct.get(name) ?? 0) <= 20)
      .map(([name]) => name)
      .slice(0, 2),
  };
}

function isNoFeature(name: string, spec: ColumnSpec, distinct: number): boolean {
  const isIdentifier = spec.unique === true || /(^|[_ ])id$/i.test(spec.source ?? name) || /[a-z]Id$/.test(name);
  return distinct < 2 || isIdentifier;
}

interface TargetChoice {
  readonly template: InitTemplate | undefined;
  readonly target: string | undefined;
  readonly exclude: readonly string[];
  readonly distinct: ReadonlyMap<string, number>;
}

function chooseTarget(
  kinds: ReadonlyMap<string, ColumnSpec>,
  { template, target, exclude, distinct }: TargetChoice,
): string {
  const names = [...kinds.keys()];
  if (target !== undefined) {
    const found = names.find((name) => name === target || kinds.get(name)?.source === target);
    if (found === undefined) {
      throw new ArgumentError(
        `init: --target: no column "${target}"${didYouMean(target, names) || `; the table has ${names.join(", ")}`}`,
      );
    }
    const kind = kinds.get(found)?.kind ?? "";
    if (![...numberKinds, ...labelKinds].includes(kind)) {
      throw new ArgumentError(`init: --target: column "${found}" is of kind ${kind}; name one of numbers or labels`);
    }
    return found;
  }
  const ofKind = (list: readonly string[]): string | undefined =>
    names.findLast((name) => list.includes(kinds.get(name)?.kind ?? "") && !exclude.includes(name));
  const isTwoValued = (name: string): boolean => distinct.get(name) === 2;
  const labels = ofKind(labelKinds);
  const numbers = ofKind(numberKinds);
  const isLastTwoValued = labels !== undefined && labels === names.at(-1) && isTwoValued(labels);
  const chosen =
    template === "classify"
      ? (labels ?? names.findLast((name) => isTwoValued(name) && !exclude.includes(name)))
      : template === "forecast"
        ? numbers
        : isLastTwoValued
          ? labels
          : (numbers ?? labels);
  if (chosen === undefined) {
    const kind = template === "classify" ? "labels" : "numbers";
    throw new ArgumentError(`init: the table has no column of ${kind} to predict; name one with --target`);
  }
  return chosen;
}
