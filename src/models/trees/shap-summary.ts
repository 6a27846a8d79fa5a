import { ArgumentError } from "../../core/errors.js";
import { mapNumbers } from "../../core/map-numbers.js";
import type { Matrix } from "../../table/matrix.js";
import type { ShapValues } from "./shap-values.js";

/** A feature in a summary of contributions, and its points in a beeswarm. */
export interface ShapFeature {
  readonly name: string;
  /** Mean absolute contribution. */
  readonly meanAbsolute: number;
  readonly contributions: Float64Array;
  /** The feature's values, NaN where missing. */
  readonly values: Float64Array;
  /**
   * The values' ranks, from 0 (lowest) to 1 (highest), the mean rank for equal values; NaN where missing. For colours.
   */
  readonly ranks: Float64Array;
  /** Distance of each point from the centre line, -1 to 1, so points with similar contributions do not overlap. */
  readonly offsets: Float64Array;
}

/**
 * The features by mean absolute contribution, largest first, each with the points of a beeswarm figure. `matrix` is the
 * one that was explained.
 *
 * @example shapSummary(treeShap(model, matrix), matrix, { features: 10 })[0].name
 */
export function shapSummary(
  { featureNames, contributions }: ShapValues,
  matrix: Matrix,
  { features = 20 }: { readonly features?: number | undefined } = {},
): readonly ShapFeature[] {
  const rows = contributions[0]?.length ?? 0;
  if (matrix.rowCount !== rows || matrix.names.some((name, column) => name !== featureNames[column])) {
    throw new ArgumentError(
      `shapSummary: contributions have ${rows} rows and ${featureNames.length} columns, the matrix has ${matrix.rowCount} and ${matrix.names.length}; pass the matrix that was explained`,
    );
  }
  const means = contributions.map(
    (values) => values.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(rows, 1),
  );
  const order = means.map((_, feature) => feature).sort((a, b) => means[b] - means[a]);
  const shown = order.slice(0, features);
  const widest = Math.max(...shown.map((feature) => maxAbsolute(contributions[feature])));
  return shown.map((feature) => {
    const values = matrix.columns[feature];
    return {
      name: featureNames[feature],
      meanAbsolute: means[feature],
      contributions: contributions[feature],
      values,
      ranks: rankShares(values),
      offsets: swarm(contributions[feature], widest),
    };
  });
}

const maxAbsolute = (values: Float64Array): number => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** Mean rank of equal values, from 0 to 1. */
function rankShares(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const shares = new Map<number, number>();
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (sorted[end] === sorted[start]) end += 1;
    shares.set(sorted[start], sorted.length === 1 ? 0.5 : (start + end - 1) / 2 / (sorted.length - 1));
    start = end;
  }
  return values.map((value) => shares.get(value) ?? Number.NaN);
}

/**
 * Contributions are cut into strips as wide as a point; the points of a strip alternate between both sides of the line.
 */
function swarm(contributions: Float64Array, widest: number): Float64Array {
  const strips = 100;
  const toStrip = (value: number): number => (widest === 0 ? 0 : Math.round((value / widest) * strips));
  const counts = new Map<number, number>();
  const positions = Array.from(contributions, (value) => {
    const position = counts.get(toStrip(value)) ?? 0;
    counts.set(toStrip(value), position + 1);
    return position;
  });
  const fullest = Math.max(1, ...counts.values());
  return mapNumbers(
    positions,
    (position) => ((position % 2 === 0 ? 1 : -1) * Math.ceil(position / 2)) / (fullest / 2 + 1),
  );
}
