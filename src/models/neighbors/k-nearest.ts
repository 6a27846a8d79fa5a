import { checkKnownValue } from "../../core/check-known-value.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { largestSquared } from "../../core/largest-squared.js";
import type { Matrix } from "../../table/matrix.js";
import { checkComplete, checkFeatures, checkFit, checkSquarable, refuseWeights } from "../check-fit.js";
import { encodeClasses, toClassCodes } from "../encode-classes.js";
import type { FittedModel, Model } from "../model.js";
import { mostLikelyClass } from "../most-likely-class.js";
import { readNumbers } from "../read-numbers.js";
import { nearestRows } from "./nearest-rows.js";
import { maxQueries, type NearestRows, type Neighbours, type SearchRows } from "./neighbours.js";

export interface KNearestOptions {
  /** Number of nearest training rows that a prediction uses. @default 5 */
  readonly neighbours?: number | undefined;
  /** `number` predicts their mean, `class` their most frequent class. */
  readonly target: "number" | "class";
  /**
   * Weights of the neighbours: `equal`, or 1 / `distance`, where a row at distance 0 has all the weight.
   * @default "equal"
   */
  readonly weights?: "equal" | "distance" | undefined;
}

/**
 * A model that predicts from the nearest training rows by Euclidean distance, as scikit-learn's KNeighbors. Of rows at
 * the same distance the first in the table is used.
 *
 * The fitted model contains all training rows. Put `standardScale` before it for columns of different units. Missing
 * values are refused.
 *
 * @example kNearest({ target: "class", neighbours: 3 }).kind // "kNearest"
 */
export function kNearest({ neighbours = 5, target: targetKind, weights: weigh = "equal" }: KNearestOptions): Model {
  const settings = { neighbours, targetKind, weigh };
  checkSettings(settings);
  return {
    kind: "kNearest",
    fit(matrix, target, options) {
      checkFit("kNearest", matrix, target);
      if (targetKind === "class") encodeClasses("kNearest", target);
      refuseWeights("kNearest", options);
      checkSquarable("kNearest", matrix);
      if (neighbours > matrix.rowCount) {
        throw new ArgumentError(
          `kNearest: expected neighbours to be at most the number of training rows (${matrix.rowCount}), got ${neighbours}; pass a smaller number or more rows`,
        );
      }
      const copy = { ...matrix, columns: matrix.columns.map((values) => values.slice()) };
      return fittedKNearest(settings, copy, target.slice(), nearestRows);
    },
  };
}

/** The fitted model that `toJSON` wrote. */
export function restoreKNearest(json: JsonReader, searchRows: SearchRows): FittedModel {
  const settings = {
    neighbours: json.integer("neighbours"),
    targetKind: json.string("wanted") as Settings["targetKind"],
    weigh: json.string("weigh") as Settings["weigh"],
  };
  checkSettings(settings);
  const target = Float64Array.from(json.numbers("target"));
  const names = json.strings("featureNames");
  const columns = json.objects("columns").map((item) => readNumbers(item, "values", target.length));
  if (columns.length !== names.length) {
    throw json.invalid("columns", `${names.length}, got ${columns.length}`);
  }
  if (settings.neighbours > target.length) {
    throw json.invalid("neighbours", `at most ${target.length}, got ${settings.neighbours}`);
  }
  return fittedKNearest(settings, { rowCount: target.length, names, columns }, target, searchRows);
}

interface Settings {
  readonly neighbours: number;
  readonly targetKind: "number" | "class";
  readonly weigh: "equal" | "distance";
}

function checkSettings({ neighbours, targetKind, weigh }: Settings): void {
  if (!Number.isInteger(neighbours) || neighbours < 1) {
    throw new ArgumentError(`kNearest: expected neighbours to be an integer >= 1, got ${neighbours}; pass 5`);
  }
  checkKnownValue("kNearest", "target", targetKind, ["number", "class"]);
  checkKnownValue("kNearest", "weights", weigh, ["equal", "distance"]);
}

function fittedKNearest(
  settings: Settings,
  training: Matrix,
  target: Float64Array,
  searchRows: SearchRows,
): FittedModel {
  const { neighbours, targetKind, weigh } = settings;
  let search: NearestRows | undefined;
  const map = (matrix: Matrix, combine: Combine): Float64Array => {
    search ??= searchRows(training);
    return mapNearest(settings, training, search, matrix, combine);
  };
  const common = {
    kind: "kNearest",
    featureNames: training.names,
    toJSON: () => ({
      kind: "kNearest",
      featureNames: [...training.names],
      neighbours,
      wanted: targetKind,
      weigh,
      columns: training.columns.map((values) => ({ values: [...values] })),
      target: [...target],
    }),
  };
  if (targetKind === "number") {
    return {
      ...common,
      predict: (matrix) =>
        map(matrix, (rows, weights) => {
          const first = target[rows[0]];
          let [total, weight] = [0, 0];
          rows.forEach((row, index) => {
            total += weights[index] * (target[row] - first);
            weight += weights[index];
          });
          return first + total / weight;
        }),
    };
  }
  const { classes, codes } = toClassCodes(target);
  const probabilities = (matrix: Matrix): readonly Float64Array[] => {
    const classShares = classes.map(() => new Float64Array(matrix.rowCount));
    map(matrix, (rows, weights, queryRow) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      // Divided once at the end: the sum of many shares can be above 1.
      rows.forEach((row, index) => {
        classShares[codes[row]][queryRow] += weights[index];
      });
      for (const shares of classShares) shares[queryRow] /= total;
      return 0;
    });
    return classShares;
  };
  return { ...common, classes, probabilities, predict: (matrix) => mostLikelyClass(classes, probabilities(matrix)) };
}

/** What is predicted of a row from its nearest training rows and their weights. */
type Combine = (rows: Int32Array, weights: Float64Array, queryRow: number) => number;

/** The results of `combine` for each row. */
function mapNearest(
  { neighbours, weigh }: Settings,
  training: Matrix,
  search: NearestRows,
  matrix: Matrix,
  combine: Combine,
): Float64Array {
  checkFeatures("kNearest", training.names, matrix);
  checkComplete("kNearest", matrix, largestSquared);
  const width = training.columns.length;
  const queries = Array.from({ length: maxQueries }, () => new Float64Array(width));
  const found: Neighbours[] = queries.map(() => ({
    rows: new Int32Array(neighbours),
    squares: new Float64Array(neighbours),
  }));
  const results = new Float64Array(matrix.rowCount);
  for (let start = 0; start < matrix.rowCount; start += maxQueries) {
    const count = Math.min(maxQueries, matrix.rowCount - start);
    for (let index = 0; index < count; index++) {
      for (let column = 0; column < width; column++) queries[index][column] = matrix.columns[column][start + index];
    }
    for (const { rows, squares } of found) {
      rows.fill(training.rowCount);
      squares.fill(Number.POSITIVE_INFINITY);
    }
    search.find(queries.slice(0, count), found.slice(0, count));
    for (let index = 0; index < count; index++) {
      const { rows, squares } = found[index];
      results[start + index] = combine(rows, neighbourWeights(squares, weigh), start + index);
    }
  }
  return results;
}

function neighbourWeights(squares: Float64Array, weigh: "equal" | "distance"): Float64Array {
  if (weigh === "equal") return new Float64Array(squares.length).fill(1);
  const distances = squares.map(Math.sqrt);
  if (distances[0] === 0) return distances.map((distance) => (distance === 0 ? 1 : 0));
  return distances.map((distance) => 1 / distance);
}
