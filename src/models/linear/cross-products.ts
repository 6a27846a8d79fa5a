import { mapNumbers } from "../../core/map-numbers.js";
import type { Matrix } from "../../table/matrix.js";
import { weightedMean } from "../weighted-mean.js";
import { fastestLogitLoops } from "./fastest-logit-loops.js";
import type { TrainingColumns } from "./fitted-linear.js";
import type { LogitLoops } from "./logit-loops.js";

/** Sums over rows of products of centred columns, those that are not constant. */
export interface CrossProducts extends TrainingColumns {
  /** One row per column. */
  readonly products: readonly Float64Array[];
  /** Products of each column with the target. */
  readonly targetProducts: Float64Array;
  /** The target's squared length. */
  readonly targetSquares: number;
  /**
   * Products of each column with the residuals of the target, or of another column, computed from the rows: more
   * exact than from the products.
   */
  residualProducts(coefficients: Float64Array, column?: number): Float64Array;
}

/** Rows of a block, few enough that its cells stay in the cache. */
const blockRows = 512;

/**
 * Cross-products of the columns and the target minus their means, a block of rows at a time, so no copy of the matrix
 * is made. A weight has the effect of repeating the row.
 */
export function crossProducts(matrix: Matrix, target: Float64Array, weights?: Float64Array): CrossProducts {
  const { names, rowCount } = matrix;
  const centres = mapNumbers(matrix.columns, (values) => weightedMean(values, weights));
  const targetMean = weightedMean(target, weights);
  const isConstant = matrix.columns.map((values) => values.every((value) => value === values[0]));
  const indices = [...matrix.columns.keys()].filter((index) => !isConstant[index]);
  const columns = [...indices.map((index) => matrix.columns[index] as Float64Array), target];
  const shifts = [...indices.map((index) => centres[index]), targetMean];
  const count = indices.length;
  const loops = blockLoops(columns.length, rowCount);
  const sums = sumCurvature(loops, columns, shifts, weights);
  const width = count + 2;
  const spreads = new Float64Array(names.length);
  const total = weights === undefined ? rowCount : weights.reduce((sum, weight) => sum + weight, 0);
  indices.forEach((column, index) => {
    spreads[column] = Math.sqrt(sums[index * width + index] / total);
  });
  return {
    featureNames: names,
    centres,
    spreads,
    targetMean,
    indices,
    constant: names.filter((_, index) => isConstant[index]),
    products: indices.map((_, row) =>
      mapNumbers(indices, (_, column) => sums[Math.max(row, column) * width + Math.min(row, column)]),
    ),
    targetProducts: sums.slice(count * width, count * width + count),
    targetSquares: sums[count * width + count],
    residualProducts(coefficients, column = count) {
      loops.point.set(coefficients.map((value) => -value));
      loops.point[count] = 0;
      loops.point[column] = 1;
      loops.gradient.fill(0);
      eachBlock(loops, columns, shifts, (start, rows) => {
        const residuals = loops.blocks[0].fill(0, 0, rows);
        loops.addColumns(0, 0, rows);
        if (weights !== undefined) for (let row = 0; row < rows; row++) residuals[row] *= weights[start + row];
        loops.addGradients(0, 0, rows);
      });
      return loops.gradient.slice(0, count);
    },
  };
}

/** The loops of logistic regression, on one block of rows that is filled again and again. */
function blockLoops(columnCount: number, rowCount: number): LogitLoops {
  const block = new Float64Array(Math.min(blockRows, rowCount));
  return fastestLogitLoops({
    columns: Array.from({ length: columnCount }, () => block),
    codes: new Int32Array(block.length),
    outputs: 1,
    weights: block,
  });
}

/** The lower triangle of the weighted products of all columns, which end with a column of 1. */
function sumCurvature(
  loops: LogitLoops,
  columns: readonly Float64Array[],
  shifts: readonly number[],
  weights: Float64Array | undefined,
): Float64Array {
  const { curve, curvature } = loops;
  const sums = new Float64Array(curvature.length);
  eachBlock(loops, columns, shifts, (start, rows) => {
    if (weights === undefined) curve.fill(1, 0, rows);
    else curve.set(weights.subarray(start, start + rows));
    curve.fill(0, rows);
    loops.fillCurvature(0, 0);
    for (let entry = 0; entry < sums.length; entry++) sums[entry] += curvature[entry];
  });
  return sums;
}

/** Fills the loops' columns with each block of rows in turn. */
function eachBlock(
  { columns: blocks, curve }: LogitLoops,
  columns: readonly Float64Array[],
  shifts: readonly number[],
  work: (start: number, rows: number) => void,
): void {
  const rowCount = columns[0].length;
  for (let start = 0; start < rowCount; start += curve.length) {
    const rows = Math.min(curve.length, rowCount - start);
    columns.forEach((values, column) => {
      const [block, shift] = [blocks[column], shifts[column]];
      let row = 0;
      for (let from = start; row + 4 <= rows; row += 4, from += 4) {
        block[row] = values[from] - shift;
        block[row + 1] = values[from + 1] - shift;
        block[row + 2] = values[from + 2] - shift;
        block[row + 3] = values[from + 3] - shift;
      }
      for (; row < rows; row++) block[row] = values[start + row] - shift;
    });
    work(start, rows);
  }
}
