import { ArgumentError } from "../../core/errors.js";
import { binCuts } from "./bin-cuts.js";
import { type DistinctValues, distinctValues, type ValueCounts } from "./distinct-values.js";
import { fillBins } from "./fill-bins.js";

/** The values of a column that is cut into bins. */
export interface ColumnToBin {
  readonly values: Float32Array;
  /** Maximum number of bins, without the one for missing values. */
  readonly maxBins: number;
  /** The column's name, for a column of category codes. */
  readonly category: string | undefined;
  /** Where each row's bin is written. */
  readonly bins: Uint8Array;
}

/** The thresholds of a column, and whether it has missing values. */
export interface ColumnCuts {
  readonly cuts: Float32Array;
  readonly missing: boolean;
}

/** Cuts a column into bins and writes the bin of each row. */
export function binColumn(caller: string, { values, maxBins, category, bins }: ColumnToBin): ColumnCuts {
  const distinct = distinctValues(values, maxBins);
  const missing = values.includes(Number.NaN);
  const present = presentCuts(caller, distinct, missing ? maxBins - 1 : maxBins, category);
  const cuts = missing ? withCeiling(distinct.distinct, present) : present;
  fillColumnBins(values, distinct, cuts, bins);
  return { cuts, missing };
}

/** The cuts of the values that are not missing, at most `limit` bins; of a column of categories its name is given. */
export function presentCuts(caller: string, values: ValueCounts, limit: number, category?: string): Float32Array {
  return category === undefined ? binCuts(values, limit) : codeCuts(caller, values, limit, category);
}

/** Cuts with one bin for each code from 0 to the largest. */
function codeCuts(caller: string, { distinct }: ValueCounts, limit: number, name: string): Float32Array {
  const bad = distinct.find((code) => !(Number.isInteger(code) && code >= 0));
  const largest = distinct[distinct.length - 1] ?? 0;
  if (bad !== undefined) {
    throw new ArgumentError(
      `${caller}: column "${name}": expected category codes 0, 1, 2, ..., got ${bad}; encode the column with ordinal`,
    );
  }
  if (largest >= limit) {
    throw new ArgumentError(
      `${caller}: column "${name}" has category codes up to ${largest}, the maximum is ${limit - 1}; group rare categories or use targetEncode`,
    );
  }
  return Float32Array.from({ length: largest }, (_, code) => code + 0.5);
}

/** Adds a threshold above every value, so a split can separate all present values from the missing ones. */
export function withCeiling(distinct: Float32Array, cuts: Float32Array): Float32Array {
  const largest = Math.max(distinct[distinct.length - 1] ?? 0, 0);
  const ceiling = Math.min(Math.fround(2 * largest + 1), 3.4028234663852886e38);
  return Float32Array.of(...cuts, ceiling);
}

/** Writes each value's bin; missing values are in the bin after the last. */
function fillColumnBins(
  values: Float32Array,
  { distinct, valueIndices }: DistinctValues,
  cuts: Float32Array,
  bins: Uint8Array,
): void {
  if (valueIndices === undefined) {
    fillBins(values, cuts, bins);
    return;
  }
  const binOfValue = new Uint8Array(256).fill(cuts.length + 1);
  fillBins(distinct, cuts, binOfValue);
  for (let row = 0; row < valueIndices.length; row++) bins[row] = binOfValue[valueIndices[row]];
}
