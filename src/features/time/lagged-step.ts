import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { takeRows } from "../../table/take-rows.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";
import { fittedPastColumns } from "./past-columns.js";
import { type Every, type RowSpacing, restoreRowSpacing, toRowSpacing } from "./row-spacing.js";
import { type CompleteRowOrder, completeRowOrder, findRowSpacing, type RowOrder } from "./rows-in-order.js";

export interface LagsOptions<Column extends string = string, Distance extends number = number> extends RowOrder {
  /** Number columns. */
  readonly columns: readonly Column[];
  /** Distances back in units of `every`, each at least 1. */
  readonly lags: readonly Distance[];
  /**
   * The unit of the distances. Default: the regular spacing of `orderBy` in the training rows, such as an hour or a
   * month, so that a lag across a gap is missing; rows where there is none.
   */
  readonly every?: Every | undefined;
}

/** One kind of step that reads a column some rows back. */
export interface LaggedKind {
  readonly kind: string;
  /** The part of the new name between the column and the distance. */
  readonly suffix: string;
  /** The new values, from the values at a distance back. */
  readonly compute: (valuesBack: (distance: number) => Float64Array, distance: number) => Float64Array;
}

/** A step that adds one column per source column and distance. */
export function laggedStep(lagged: LaggedKind, { columns: names, lags, every, ...rowOrder }: LagsOptions): Step {
  const { kind } = lagged;
  checkColumnNames(kind, names);
  const order = completeRowOrder(kind, rowOrder);
  const spacing = toRowSpacing(kind, every);
  fittedLagged(lagged, names, lags, { ...order, spacing: "row" });
  return {
    kind,
    fit(columns) {
      const learned = spacing ?? findRowSpacing(kind, columns, order);
      const fitted = fittedLagged(lagged, names, lags, { ...order, spacing: learned });
      fitted.transform(takeRows(columns, new Int32Array(0)));
      return fitted;
    },
  };
}

/** A fitted step of this kind from its JSON. */
export function restoreLagged(lagged: LaggedKind, json: JsonReader): FittedStep {
  const order = { orderBy: json.strings("orderBy"), by: json.strings("by"), spacing: restoreRowSpacing(json) };
  return fittedLagged(lagged, json.strings("columns"), json.numbers("lags"), order);
}

/** Refuses a distance below 1: a row must not read itself or its future. */
function fittedLagged(
  { kind, suffix, compute }: LaggedKind,
  names: readonly string[],
  distances: readonly number[],
  order: CompleteRowOrder & { readonly spacing: RowSpacing },
): FittedStep {
  const bad = distances.find((distance) => !Number.isInteger(distance) || distance < 1);
  if (distances.length === 0 || bad !== undefined) {
    throw new ArgumentError(
      `${kind}: lags: expected integers >= 1, got ${bad ?? "none"}; only previous rows can be read`,
    );
  }
  const past = names.map((source) => ({
    source,
    names: distances.map((distance) => `${source}_${suffix}${distance}`),
    compute: (values: Float64Array, positions: Float64Array): readonly Float64Array[] => {
      const valuesBack = (distance: number): Float64Array => shiftBack(values, positions, distance);
      return distances.map((distance) => compute(valuesBack, distance));
    },
  }));
  return fittedPastColumns(kind, order, past, { columns: [...names], lags: [...distances] });
}

/** For each row the value of the row exactly `distance` before it; missing without such a row. */
function shiftBack(values: Float64Array, positions: Float64Array, distance: number): Float64Array {
  const shifted = new Float64Array(values.length).fill(Number.NaN);
  let source = 0;
  for (let row = 0; row < values.length; row++) {
    const position = positions[row] - distance;
    while (source < row && positions[source] < position - 1e-6) source++;
    if (source < row && Math.abs(positions[source] - position) <= 1e-6) shifted[row] = values[source];
  }
  return shifted;
}
