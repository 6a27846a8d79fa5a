import { checkInteger } from "../../core/check-integer.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { mapIntegers, mapNumbers } from "../../core/map-numbers.js";
import { type RandomSource, randomSource } from "../../core/random-source.js";
import type { Columns } from "../../table/columns.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { completeNumbers } from "../complete-numbers.js";
import { numberColumnNames } from "../number-column-names.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep, Step } from "../step.js";

export interface KMeansOptions {
  /** Number columns; use `standardScale` first when their units differ. Default: every number column at fit. */
  readonly columns?: readonly string[] | undefined;
  readonly clusters: number;
  /**
   * Name of the new column.
   *
   * @default "cluster"
   */
  readonly name?: string | undefined;
  /**
   * Number of runs with different initial centers; the run with the lowest inertia is used.
   *
   * @default 10
   */
  readonly restarts?: number | undefined;
  readonly seed: number;
}

/** Fitted clusters. */
export interface FittedKMeans extends FittedStep {
  /** `centers[cluster]` has one value per column. */
  readonly centers: readonly Float64Array[];
  /** Sum of squared distances of training rows to their centers; NaN after restoring. */
  readonly inertia: number;
}

/** A step that fits clusters. */
export interface KMeansStep extends Step {
  fit(columns: Columns, target?: Float64Array): FittedKMeans;
}

/**
 * A step that adds the cluster of each row as a category "0", "1", ...: Lloyd's k-means with k-means++ initialization.
 * Clusters are numbered by the first value of their center, so that the seed does not change their names. Missing
 * values are refused.
 *
 * @example kMeans({ clusters: 3, seed: 1 }).kind // "kMeans"
 */
export function kMeans(options: KMeansOptions): KMeansStep {
  const { columns: names, clusters, name = "cluster", restarts = 10, seed } = options;
  if (names !== undefined) checkColumnNames("kMeans", names);
  for (const [key, value] of Object.entries({ clusters, restarts })) {
    checkInteger("kMeans", key, value, 1, `pass ${key}: 8`);
  }
  return {
    kind: "kMeans",
    fit(columns) {
      const used = names ?? numberColumnNames(columns);
      if (used.length === 0) throw new ArgumentError("kMeans: the table has no number column; name some in columns");
      if (clusters > columns.rowCount) {
        throw new ArgumentError(`kMeans: ${clusters} clusters but only ${columns.rowCount} rows; request fewer`);
      }
      const values = used.map((column) => completeNumbers(columns, column, "kMeans"));
      const random = randomSource(seed, "kMeans");
      let best = runLloyd(values, initialCenters(values, clusters, random));
      for (let start = 1; start < restarts; start++) {
        const result = runLloyd(values, initialCenters(values, clusters, random));
        if (result.inertia < best.inertia) best = result;
      }
      const centers = [...best.centers].sort(compareCenters);
      return fittedKMeans(used, centers, name, best.inertia);
    },
  };
}

/** A fitted kMeans step from its JSON. */
export function restoreKMeans(json: JsonReader): FittedKMeans {
  const names = json.strings("columns");
  const centers = json.objects("centres").map((item) => Float64Array.from(item.numbers("values")));
  if (centers.length === 0 || centers.some((center) => center.length !== names.length)) {
    throw json.invalid("centres", `at least one center of ${names.length} values`);
  }
  return fittedKMeans(names, centers, json.string("name"), Number.NaN);
}

function fittedKMeans(
  names: readonly string[],
  centers: readonly Float64Array[],
  name: string,
  inertia: number,
): FittedKMeans {
  return {
    kind: "kMeans",
    inputs: names,
    outputs: [name],
    centers,
    inertia,
    transform(columns) {
      const values = names.map((column) => numbersInColumns(columns, column, "kMeans"));
      const codes = mapIntegers({ length: columns.rowCount }, (_, row) =>
        values.some((list) => Number.isNaN(list[row])) ? -1 : nearestCenter(values, row, centers).cluster,
      );
      const categories = centers.map((_, cluster) => String(cluster));
      return replaceColumns(
        columns,
        [],
        [[name, { kind: "category", codes, categories }]],
        "kMeans",
        "choose another name",
      );
    },
    toJSON: () => ({
      kind: "kMeans",
      columns: [...names],
      centres: centers.map((center) => ({ values: [...center] })),
      name,
    }),
  };
}

function nearestCenter(
  values: readonly Float64Array[],
  row: number,
  centers: readonly Float64Array[],
): { readonly cluster: number; readonly square: number } {
  let [cluster, square] = [0, Number.POSITIVE_INFINITY];
  centers.forEach((center, index) => {
    let distance = 0;
    for (let column = 0; column < values.length; column++) {
      const data = values[column];
      distance += (data[row] - center[column]) ** 2;
    }
    if (distance < square) [cluster, square] = [index, distance];
  });
  return { cluster, square };
}

/**
 * k-means++: the first center is uniform, each next one has probability proportional to its squared distance from the
 * others.
 */
function initialCenters(values: readonly Float64Array[], clusters: number, random: RandomSource): Float64Array[] {
  const rowCount = values[0]?.length ?? 0;
  const pointAt = (row: number): Float64Array => mapNumbers(values, (data) => data[row]);
  const centers = [pointAt(random.integer(rowCount))];
  while (centers.length < clusters) {
    const squares = mapNumbers({ length: rowCount }, (_, row) => nearestCenter(values, row, centers).square);
    let left = random.uniform() * squares.reduce((total, square) => total + square, 0);
    let row = squares.findIndex((square) => {
      left -= square;
      return left < 0;
    });
    if (row < 0) row = random.integer(rowCount);
    centers.push(pointAt(row));
  }
  return centers;
}

/** Lloyd's algorithm: moves each center to the mean of its rows until no row changes its cluster. */
function runLloyd(
  values: readonly Float64Array[],
  start: readonly Float64Array[],
): { readonly centers: readonly Float64Array[]; readonly inertia: number } {
  const rowCount = values[0]?.length ?? 0;
  const assigned = new Int32Array(rowCount).fill(-1);
  let centers = start;
  for (let round = 0; round < 300; round++) {
    let changed = false;
    let inertia = 0;
    const counts = new Float64Array(centers.length);
    const sums = centers.map(() => new Float64Array(values.length));
    for (let row = 0; row < rowCount; row++) {
      const { cluster, square } = nearestCenter(values, row, centers);
      inertia += square;
      if (assigned[row] !== cluster) changed = true;
      assigned[row] = cluster;
      counts[cluster] = counts[cluster] + 1;
      values.forEach((data, column) => {
        const sum = sums[cluster];
        if (sum !== undefined) sum[column] = sum[column] + data[row];
      });
    }
    if (!changed) return { centers, inertia };
    // A cluster without rows does not move.
    centers = centers.map((center, index) =>
      counts[index] === 0 ? center : (sums[index] ?? center).map((sum) => sum / counts[index]),
    );
  }
  return {
    centers,
    inertia: mapNumbers({ length: rowCount }, (_, row) => nearestCenter(values, row, centers).square).reduce(
      (a, b) => a + b,
      0,
    ),
  };
}

function compareCenters(a: Float64Array, b: Float64Array): number {
  const index = a.findIndex((value, column) => value !== b[column]);
  return index < 0 ? 0 : a[index] - b[index];
}
