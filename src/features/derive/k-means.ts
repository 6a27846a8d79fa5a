import { ArgumentError, FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { type RandomSource, randomSource } from "../../core/random-source.js";
import { type Columns, getNumbers } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { completeNumbers } from "../complete-numbers.js";
import { numberColumnNames } from "../number-column-names.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep, Step } from "../step.js";

export interface KMeansOptions {
  /** Number columns; put `standardScale` before it when their units differ. Default: every number column at fit. */
  readonly columns?: readonly string[];
  readonly clusters: number;
  /** Name of the new column. Default: `cluster`. */
  readonly name?: string;
  /** How often it starts anew; the tightest clusters are kept. Default: 10. */
  readonly restarts?: number;
  readonly seed: number;
}

/** Fitted clusters. */
export interface FittedKMeans extends FittedStep {
  /** `centres[cluster]` has one value per column. */
  readonly centres: readonly Float64Array[];
  /** Sum of squared distances of training rows to their centres; NaN after restoring. */
  readonly inertia: number;
}

/** A step that fits clusters. */
export interface KMeansStep extends Step {
  fit(columns: Columns, target?: Float64Array): FittedKMeans;
}

/**
 * A step that adds the cluster of each row as a category "0", "1", ...: Lloyd's k-means from starts drawn far apart (k-means++). Clusters are
 * numbered by their first centre value, so that a seed changes no names. Missing values are refused.
 *
 * @example kMeans({ clusters: 3, seed: 1 }).kind // "kMeans"
 */
export function kMeans(options: KMeansOptions): KMeansStep {
  const { columns: names, clusters, name = "cluster", restarts = 10, seed } = options;
  if (names !== undefined) checkColumnNames("kMeans", names);
  for (const [key, value] of Object.entries({ clusters, restarts })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(`kMeans: ${key} must be a whole number of at least 1, got ${value}`);
    }
  }
  return {
    kind: "kMeans",
    fit(columns) {
      const own = names ?? numberColumnNames(columns);
      if (own.length === 0) throw new ArgumentError("kMeans: there is no number column; name some in columns");
      if (clusters > columns.rowCount) {
        throw new ArgumentError(`kMeans: ${clusters} clusters of ${columns.rowCount} rows; ask for fewer`);
      }
      const values = own.map((column) => completeNumbers(columns, column, "kMeans"));
      const random = randomSource(seed);
      let best = settled(values, firstCentres(values, clusters, random));
      for (let start = 1; start < restarts; start++) {
        const found = settled(values, firstCentres(values, clusters, random));
        if (found.inertia < best.inertia) best = found;
      }
      const centres = [...best.centres].sort(byValues);
      return fittedKMeans(own, centres, name, best.inertia);
    },
  };
}

/** Brings back what `toJSON` of a fitted kMeans step wrote. */
export function restoreKMeans(json: JsonReader): FittedKMeans {
  const names = json.strings("columns");
  const centres = json.objects("centres").map((item) => Float64Array.from(item.numbers("values")));
  if (centres.length === 0 || centres.some((centre) => centre.length !== names.length)) {
    throw new FormatError(`${json.path}.centres: must hold centres of ${names.length} values, at least one`);
  }
  return fittedKMeans(names, centres, json.string("name"), Number.NaN);
}

function fittedKMeans(
  names: readonly string[],
  centres: readonly Float64Array[],
  name: string,
  inertia: number,
): FittedKMeans {
  return {
    kind: "kMeans",
    inputs: names,
    outputs: [name],
    centres,
    inertia,
    transform(columns) {
      const values = names.map((column) => getNumbers(columns, column, "kMeans"));
      const codes = Int32Array.from({ length: columns.rowCount }, (_, row) =>
        values.some((list) => Number.isNaN(list[row])) ? -1 : nearest(values, row, centres).cluster,
      );
      const categories = centres.map((_, cluster) => String(cluster));
      return replaceColumns(
        columns,
        [],
        [[name, { kind: "category", codes, categories }]],
        "kMeans",
        "give another name",
      );
    },
    toJSON: () => ({
      kind: "kMeans",
      columns: [...names],
      centres: centres.map((centre) => ({ values: [...centre] })),
      name,
    }),
  };
}

function nearest(
  values: readonly Float64Array[],
  row: number,
  centres: readonly Float64Array[],
): { readonly cluster: number; readonly square: number } {
  let [cluster, square] = [0, Number.POSITIVE_INFINITY];
  centres.forEach((centre, place) => {
    let own = 0;
    for (let at = 0; at < values.length; at++) {
      const list = values[at];
      own += (list[row] - centre[at]) ** 2;
    }
    if (own < square) [cluster, square] = [place, own];
  });
  return { cluster, square };
}

/** The first centre drawn evenly, each next one with a chance in proportion to its squared distance from those there are. */
function firstCentres(values: readonly Float64Array[], clusters: number, random: RandomSource): Float64Array[] {
  const rowCount = values[0]?.length ?? 0;
  const at = (row: number): Float64Array => Float64Array.from(values, (list) => list[row]);
  const centres = [at(random.integer(rowCount))];
  while (centres.length < clusters) {
    const squares = Float64Array.from({ length: rowCount }, (_, row) => nearest(values, row, centres).square);
    let left = random.uniform() * squares.reduce((total, square) => total + square, 0);
    let row = squares.findIndex((square) => {
      left -= square;
      return left < 0;
    });
    if (row < 0) row = random.integer(rowCount);
    centres.push(at(row));
  }
  return centres;
}

/** Moves each centre to the mean of its rows until no row changes its cluster. */
function settled(
  values: readonly Float64Array[],
  start: readonly Float64Array[],
): { readonly centres: readonly Float64Array[]; readonly inertia: number } {
  const rowCount = values[0]?.length ?? 0;
  const clusterOf = new Int32Array(rowCount).fill(-1);
  let centres = start;
  for (let round = 0; round < 300; round++) {
    let changed = false;
    let inertia = 0;
    const counts = new Float64Array(centres.length);
    const sums = centres.map(() => new Float64Array(values.length));
    for (let row = 0; row < rowCount; row++) {
      const { cluster, square } = nearest(values, row, centres);
      inertia += square;
      if (clusterOf[row] !== cluster) changed = true;
      clusterOf[row] = cluster;
      counts[cluster] = counts[cluster] + 1;
      values.forEach((list, at) => {
        const sum = sums[cluster];
        if (sum !== undefined) sum[at] = sum[at] + list[row];
      });
    }
    if (!changed) return { centres, inertia };
    // A cluster that lost all its rows stays where it was.
    centres = centres.map((centre, place) =>
      counts[place] === 0 ? centre : (sums[place] ?? centre).map((sum) => sum / counts[place]),
    );
  }
  return {
    centres,
    inertia: Float64Array.from({ length: rowCount }, (_, row) => nearest(values, row, centres).square).reduce(
      (a, b) => a + b,
      0,
    ),
  };
}

function byValues(a: Float64Array, b: Float64Array): number {
  const place = a.findIndex((value, at) => value !== b[at]);
  return place < 0 ? 0 : a[place] - b[place];
}
