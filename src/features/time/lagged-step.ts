import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";
import { fittedPastColumns } from "./past-columns.js";
import { type CompleteRowOrder, completeRowOrder, type RowOrder } from "./rows-in-order.js";

export interface LagsOptions<Column extends string = string, Distance extends number = number> extends RowOrder {
  /** Number columns. */
  readonly columns: readonly Column[];
  /** Numbers of rows back, each at least 1. */
  readonly lags: readonly Distance[];
}

/** One kind of step that reads a column some rows back. */
export interface LaggedKind {
  readonly kind: string;
  /** The part of the new name between the column and the number of rows. */
  readonly suffix: string;
  /** The new value, from the values of the previous rows, oldest first. */
  readonly valueFrom: (past: Float64Array, distance: number) => number;
}

/** A step that adds one column per source column and number of rows back. */
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

/** A fitted step of this kind from its JSON. */
export function restoreLagged(lagged: LaggedKind, json: JsonReader): FittedStep {
  const order = { orderBy: json.strings("orderBy"), by: json.strings("by") };
  return fittedLagged(lagged, json.strings("columns"), json.numbers("lags"), order);
}

/** Refuses a distance below 1: a row must not read itself or its future. */
function fittedLagged(
  { kind, suffix, valueFrom }: LaggedKind,
  names: readonly string[],
  distances: readonly number[],
  order: CompleteRowOrder,
): FittedStep {
  const bad = distances.find((distance) => !Number.isInteger(distance) || distance < 1);
  if (distances.length === 0 || bad !== undefined) {
    throw new ArgumentError(
      `${kind}: lags: expected integers >= 1, got ${bad ?? "none"}; only previous rows can be read`,
    );
  }
  const added = names.flatMap((source) =>
    distances.map((distance) => ({
      source,
      name: `${source}_${suffix}${distance}`,
      valueFrom: (past: Float64Array): number => valueFrom(past, distance),
    })),
  );
  return fittedPastColumns(kind, order, added, { columns: [...names], lags: [...distances] });
}
