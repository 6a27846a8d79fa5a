import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import type { ShapValues } from "./tree-shap.js";

/** A feature in a summary of contributions, and its points in a beeswarm. */
export interface ShapFeature {
  readonly name: string;
  /** Mean of the contributions without their sign. */
  readonly meanAbsolute: number;
  readonly contributions: Float64Array;
  /** The feature's own values, NaN where missing. */
  readonly values: Float64Array;
  /** The values' places in their order, 0 the lowest to 1 the highest, equal ones alike; NaN where missing. For colours. */
  readonly ranks: Float64Array;
  /** How far each point stands from the line, -1 to 1, so that points of nearly equal contribution lie side by side. */
  readonly offsets: Float64Array;
}

/**
 * The features by their mean contribution without sign, largest first, each with the points of a beeswarm figure. `matrix` is the one
 * that was explained.
 */
export function shapSummary(
  { featureNames, contributions }: ShapValues,
  matrix: Matrix,
  { features = 20 }: { readonly features?: number } = {},
): readonly ShapFeature[] {
  const rows = contributions[0]?.length ?? 0;
  if (matrix.rowCount !== rows || matrix.names.some((name, place) => name !== featureNames[place])) {
    throw new ArgumentError(
      `shapSummary: contributions are of ${rows} rows and ${featureNames.length} columns, the matrix has ${matrix.rowCount} and ${matrix.names.length}; give the matrix that was explained`,
    );
  }
  const means = contributions.map((own) => own.reduce((sum, one) => sum + Math.abs(one), 0) / Math.max(rows, 1));
  const order = means.map((_, place) => place).sort((a, b) => means[b] - means[a]);
  const swarmed = order.slice(0, features);
  const widest = Math.max(...swarmed.map((place) => largest(contributions[place])));
  return swarmed.map((place) => {
    const own = contributions[place];
    const values = matrix.columns[place];
    return {
      name: featureNames[place],
      meanAbsolute: means[place],
      contributions: own,
      values,
      ranks: rankShares(values),
      offsets: swarm(own, widest),
    };
  });
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

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

/** Contributions are cut into strips as wide as a point; the points of a strip stand left and right of the line in turn. */
function swarm(contributions: Float64Array, widest: number): Float64Array {
  const strips = 100;
  const stripOf = (value: number): number => (widest === 0 ? 0 : Math.round((value / widest) * strips));
  const counts = new Map<number, number>();
  const places = Array.from(contributions, (value) => {
    const place = counts.get(stripOf(value)) ?? 0;
    counts.set(stripOf(value), place + 1);
    return place;
  });
  const fullest = Math.max(1, ...counts.values());
  return Float64Array.from(places, (place) => ((place % 2 === 0 ? 1 : -1) * Math.ceil(place / 2)) / (fullest / 2 + 1));
}
