import { ArgumentError } from "../../core/errors.js";
import { type RandomSource, randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import { checkRatio, classRows } from "./class-rows.js";
import { nearestOthers } from "./nearest-others.js";
import { type Resampler, trainingRows } from "./resampler.js";

export interface SmoteOptions {
  /** Rows of each smaller class per row of the largest, afterwards. Default: 1, all classes equal. */
  readonly ratio?: number;
  /** How many nearest rows of its class a new row may lie towards. Default: 5. */
  readonly neighbours?: number;
  /** Columns that hold codes of categories, such as one-hot columns: a new row takes the code most frequent among the neighbours. Default: none. */
  readonly categorical?: readonly string[];
  readonly seed: number;
}

/**
 * Training rows with made-up rows of the smaller classes, each at a random place between a row and one of its nearest of the same class
 * (SMOTE, Chawla and others 2002). With categorical columns it is SMOTE-NC: a different code counts as the median standard deviation of the
 * class's numbers. The rows there were come first.
 *
 * Columns should be on one scale, so put `standardScale` before it. Missing values are refused.
 *
 * @example smote({ ratio: 0.5, seed: 17 }).kind // "smote"
 */
export function smote({ ratio = 1, neighbours = 5, categorical = [], seed }: SmoteOptions): Resampler {
  checkRatio("smote", ratio);
  if (!Number.isInteger(neighbours) || neighbours < 1) {
    throw new ArgumentError(`smote: neighbours must be a whole number of at least 1, got ${neighbours}`);
  }
  return {
    kind: "smote",
    resample({ matrix, target }) {
      checkMatrix(matrix, categorical);
      const random = randomSource(seed);
      const classes = classRows("smote", target);
      const wanted = Math.floor((classes[0]?.rows.length ?? 0) * ratio);
      const isCode = matrix.names.map((name) => categorical.includes(name));
      const columns = matrix.columns.map((values) => [...values]);
      const labels = [...target];
      for (const { value, rows } of classes) {
        if (rows.length >= wanted) continue;
        if (rows.length <= neighbours) {
          throw new ArgumentError(
            `smote: class ${value} has ${rows.length} rows, more than ${neighbours} are needed for as many neighbours; ask for fewer neighbours, or use randomOversample`,
          );
        }
        const near = nearestRows(matrix, rows, isCode, neighbours);
        for (let made = rows.length; made < wanted; made++) {
          addRow(columns, rows, near, isCode, random);
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
    throw new ArgumentError(
      `smote: categorical names "${stray}", which no step makes; there are ${matrix.names.join(", ")}`,
    );
  }
  matrix.columns.forEach((values, place) => {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new ArgumentError(
        `smote: column "${matrix.names[place]}" is ${values[bad]} at row index ${bad}; impute it before`,
      );
    }
  });
}

/** For each of `rows` the places in `rows` of its nearest others. */
function nearestRows(
  matrix: Matrix,
  rows: readonly number[],
  isCode: readonly boolean[],
  count: number,
): readonly Int32Array[] {
  const columns = matrix.columns.map((values) => Float64Array.from(rows, (row) => values[row]));
  const different = medianDeviation(columns.filter((_, place) => !isCode[place])) ** 2;
  return nearestOthers({ columns, isCode, different }, count);
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
  near: readonly Int32Array[],
  isCode: readonly boolean[],
  random: RandomSource,
): void {
  const at = random.integer(rows.length);
  const own = near[at] ?? new Int32Array(0);
  const towards = own[random.integer(own.length)] ?? at;
  const part = random.uniform();
  columns.forEach((values, place) => {
    const from = values[rows[at]];
    if (isCode[place]) {
      values.push(mostFrequent([...own].map((other) => values[rows[other]])));
    } else {
      values.push(from + part * (values[rows[towards]] - from));
    }
  });
}

/** The value that occurs most; of equals the one that came first, which is the nearest neighbour's. */
function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
