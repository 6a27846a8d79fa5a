import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";
import { fittedPastColumns } from "./past-columns.js";
import { type CompleteRowOrder, completeRowOrder, type RowOrder } from "./rows-in-order.js";

export interface LagsOptions<Column extends string = string, Distance extends number = number> extends RowOrder {
  /** Number columns. */
  readonly columns: readonly Column[];
  /** How many rows back, each at least 1. */
  readonly lags: readonly Distance[];
}

/** What steps that read a column some rows ago do differently. */
export interface LaggedKind {
  readonly kind: string;
  /** Stands between the column's name and the number of rows. */
  readonly suffix: string;
  /** The new value from those of the rows before, oldest first. */
  readonly valueFrom: (past: Float64Array, distance: number) => number;
}

/** A step that adds a column for each column and each number of rows back. */
export function laggedStep(lagged: LaggedKind, { columns: names, lags, ...order }: LagsOptions): Step {
  const { kind } = lagged;
  checkColumnNames(kind, names);
  const fitted = fittedLagged(lagged, names, lags, completeRowOrder(kind, order));
  return {
    kind,
    fit(columns) {
      fitted.transform(columns);
      return fitted;
    },
  };
}

/** Brings back what `toJSON` of such a fitted step wrote. */
export function restoreLagged(lagged: LaggedKind, json: JsonReader): FittedStep {
  const order = { orderBy: json.strings("orderBy"), by: json.strings("by") };
  return fittedLagged(lagged, json.strings("columns"), json.numbers("lags"), order);
}

/** Refuses an empty list, and a distance that is not a whole number of at least 1: a row may not read itself or its future. */
function fittedLagged(
  { kind, suffix, valueFrom }: LaggedKind,
  names: readonly string[],
  distances: readonly number[],
  order: CompleteRowOrder,
): FittedStep {
  const bad = distances.find((distance) => !Number.isInteger(distance) || distance < 1);
  if (distances.length === 0 || bad !== undefined) {
    throw new ArgumentError(
      `${kind}: lags must be whole numbers of at least 1, got ${bad ?? "none"}; a row may read only rows before it`,
    );
  }
  const made = names.flatMap((source) =>
    distances.map((distance) => ({
      source,
      name: `${source}_${suffix}${distance}`,
      valueFrom: (past: Float64Array): number => valueFrom(past, distance),
    })),
  );
  return fittedPastColumns(kind, order, made, { columns: [...names], lags: [...distances] });
}
