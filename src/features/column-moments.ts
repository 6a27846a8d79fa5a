import type { Columns } from "../table/columns.js";
import type { ColumnSummary } from "./summarize-chunks.js";

/** Number, mean and squared deviations of values; 0 without values. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Sum of the squared deviations from the mean. */
  readonly squares: number;
}

/** No values. */
export const noMoments: Moments = { count: 0, mean: 0, squares: 0 };

/** The moments of two sets of values together, as by Chan, Golub and LeVeque (1983). */
export function mergeMoments(one: Moments, other: Moments): Moments {
  if (one.count === 0 || other.count === 0) return one.count === 0 ? other : one;
  const count = one.count + other.count;
  const difference = other.mean - one.mean;
  const share = other.count / count;
  return {
    count,
    mean: one.mean + difference * share,
    squares: one.squares + (other.squares + difference ** 2 * one.count * share),
  };
}

/** The moments of the values that `read` returns for a column of each chunk. */
export function columnMoments(
  read: (columns: Columns, name: string) => Float64Array,
): ColumnSummary & { readonly moments: Moments } {
  let moments = noMoments;
  return {
    get moments() {
      return moments;
    },
    add(columns, name) {
      moments = mergeMoments(moments, toMoments(read(columns, name)));
    },
  };
}

/** The moments of values; sums of differences from the first are precise when values are large and close together. */
function toMoments(values: Float64Array): Moments {
  const [first] = values;
  if (first === undefined) return noMoments;
  const mean = first + values.reduce((total, value) => total + (value - first), 0) / values.length;
  let [squares, rest] = [0, 0];
  for (const value of values) {
    squares += (value - mean) ** 2;
    rest += value - mean;
  }
  return { count: values.length, mean, squares: squares - rest ** 2 / values.length };
}
