import { checkInteger } from "../../core/check-integer.js";
import { ArgumentError } from "../../core/errors.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { type RandomSource, randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import { checkRatio, classRows } from "./class-rows.js";
import { nearestNeighbors } from "./nearest-neighbors.js";
import { type Resampler, trainingRows } from "./resampler.js";

export interface SmoteOptions {
  /**
   * Rows of each smaller class per row of the largest class in the result.
   *
   * @default 1
   */
  readonly ratio?: number | undefined;
  /**
   * Number of nearest neighbors of the same class between which new rows are created.
   *
   * @default 5
   */
  readonly neighbors?: number | undefined;
  /**
   * Columns with codes of categories, such as one-hot columns: a new row takes the most frequent code of the neighbors.
   * Default: none.
   */
  readonly categorical?: readonly string[] | undefined;
  readonly seed: number;
}

/**
 * A resampler that adds synthetic rows to the smaller classes, each at a random point between a row and one of its
 * nearest neighbors of the same class (SMOTE, Chawla et al. 2002). With categorical columns it is SMOTE-NC: a different
 * code counts as the median standard deviation of the class's numbers. The original rows come first.
 *
 * Columns should be on one scale: use `standardScale` first. Missing values are refused.
 *
 * @example smote({ ratio: 0.5, seed: 17 }).kind // "smote"
 */
export function smote({ ratio = 1, neighbors = 5, categorical = [], seed }: SmoteOptions): Resampler {
  checkRatio("smote", ratio);
  checkInteger("smote", "neighbors", neighbors, 1, "pass neighbors: 5");
  return {
    kind: "smote",
    resample({ matrix, target }) {
      checkMatrix(matrix, categorical);
      const random = randomSource(seed, "smote");
      const classes = classRows("smote", target);
      const required = Math.floor((classes[0]?.rows.length ?? 0) * ratio);
      const isCode = matrix.names.map((name) => categorical.includes(name));
      const columns = matrix.columns.map((values) => [...values]);
      const labels = [...target];
      for (const { value, rows } of classes) {
        if (rows.length >= required) continue;
        if (rows.length <= neighbors) {
          throw new ArgumentError(
            `smote: class ${value} has ${rows.length} rows, too few for ${neighbors} neighbors; request fewer neighbors, or use randomOversample`,
          );
        }
        const nearest = nearestRows(matrix, rows, isCode, neighbors);
        for (let made = rows.length; made < required; made++) {
          addRow(columns, rows, nearest, isCode, random);
          labels.push(value);
        }
      }
      return trainingRows(
        { rowCount: labels.length, names: matrix.names, columns: columns.map((values) => Float64Array.from(values)) },
        Float64Array.from(labels),
      );
    },
  };
}

function checkMatrix(matrix: Matrix, categorical: readonly string[]): void {
  const stray = categorical.find((name) => !matrix.names.includes(name));
  if (stray !== undefined) {
    throw new ArgumentError(`smote: unknown categorical column "${stray}"; the columns are ${matrix.names.join(", ")}`);
  }
  matrix.columns.forEach((values, column) => {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new ArgumentError(
        `smote: column "${matrix.names[column]}" is ${values[bad]} at row index ${bad}; impute it first`,
      );
    }
  });
}

/** For each of `rows` the positions in `rows` of its nearest neighbors. */
function nearestRows(
  matrix: Matrix,
  rows: readonly number[],
  isCode: readonly boolean[],
  count: number,
): readonly Int32Array[] {
  const columns = matrix.columns.map((values) => mapNumbers(rows, (row) => values[row]));
  const different = medianDeviation(columns.filter((_, column) => !isCode[column])) ** 2;
  return nearestNeighbors({ columns, isCode, different }, count);
}

function medianDeviation(columns: readonly Float64Array[]): number {
  const deviations = columns
    .map((values) => {
      const mean = values.reduce((total, value) => total + value, 0) / values.length;
      return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length);
    })
    .sort((a, b) => a - b);
  if (deviations.length === 0) return 1;
  const middle = (deviations.length - 1) / 2;
  return ((deviations[Math.floor(middle)] ?? 1) + (deviations[Math.ceil(middle)] ?? 1)) / 2;
}

function addRow(
  columns: readonly number[][],
  rows: readonly number[],
  nearest: readonly Int32Array[],
  isCode: readonly boolean[],
  random: RandomSource,
): void {
  const base = random.integer(rows.length);
  const neighbors = nearest[base] ?? new Int32Array(0);
  const neighbor = neighbors[random.integer(neighbors.length)] ?? base;
  const fraction = random.uniform();
  columns.forEach((values, column) => {
    const from = values[rows[base]];
    if (isCode[column]) {
      values.push(mostFrequent([...neighbors].map((other) => values[rows[other]])));
    } else {
      values.push(from + fraction * (values[rows[neighbor]] - from));
    }
  });
}

/** The most frequent value; in a tie the first, which is the nearest neighbor's. */
function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
