import { blockRows, type LogitLoops } from "./logit-loops.js";
import { fillScaled, type LogitProblem } from "./logit-problem.js";

/** The loops in JavaScript. */
export function javascriptLogitLoops(problem: LogitProblem): LogitLoops {
  const { codes, outputs } = problem;
  const rowCount = codes.length;
  const columns = problem.columns.map((_, column) => {
    const scaled = new Float64Array(rowCount);
    fillScaled(scaled, problem, column);
    return scaled;
  });
  const width = columns.length + 1;
  const size = outputs * width;
  const blocks = Array.from({ length: outputs }, () => new Float64Array(blockRows));
  const [point, gradient] = [new Float64Array(size), new Float64Array(size)];
  const [curve, scaled, nextScaled] = [rowCount, rowCount, rowCount].map((rows) => new Float64Array(rows));
  const curvature = new Float64Array(size * size);
  const all = [...columns, new Float64Array(rowCount).fill(1)];
  return {
    columns,
    blocks,
    point,
    gradient,
    curve,
    curvature,
    addColumns(output, start, count) {
      addColumns(blocks[output], columns, point, output * width, start, count);
    },
    addGradients(output, start, count) {
      addGradients(gradient, output * width, blocks[output], columns, start, count);
    },
    fillCurvature(output, other) {
      for (let column = 0; column < width; column += 2) {
        const start = (output * width + column) * size + other * width;
        multiply(scaled, curve, all[column]);
        multiply(nextScaled, curve, all[column + 1] ?? all[column]);
        fillDots(curvature, start, column + 1 < width ? start + size : start, scaled, nextScaled, all, column + 2);
      }
    },
  };
}

type Six = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

/** Adds coefficient x column for a block of rows, six columns in one pass. */
function addColumns(
  scores: Float64Array,
  columns: readonly Float64Array[],
  point: Float64Array,
  first: number,
  start: number,
  count: number,
): void {
  let column = 0;
  for (; column + 6 <= columns.length; column += 6) {
    const [a, b, c, d, e, f] = columns.slice(column, column + 6) as Six;
    const entry = first + column;
    const [ofA, ofB, ofC] = [point[entry], point[entry + 1], point[entry + 2]];
    const [ofD, ofE, ofF] = [point[entry + 3], point[entry + 4], point[entry + 5]];
    for (let offset = 0, row = start; offset < count; offset++, row++) {
      scores[offset] =
        scores[offset] + (ofA * a[row] + ofB * b[row]) + (ofC * c[row] + ofD * d[row]) + (ofE * e[row] + ofF * f[row]);
    }
  }
  for (; column < columns.length; column++) {
    const [values, coefficient] = [columns[column], point[first + column]];
    for (let offset = 0; offset < count; offset++) scores[offset] += coefficient * values[start + offset];
  }
}

/**
 * Adds residual x column over a block of rows to the gradient, six columns per pass, and the residuals for the
 * intercept.
 */
function addGradients(
  gradient: Float64Array,
  first: number,
  residuals: Float64Array,
  columns: readonly Float64Array[],
  start: number,
  count: number,
): void {
  let column = 0;
  for (; column + 6 <= columns.length; column += 6) {
    const [a, b, c, d, e, f] = columns.slice(column, column + 6) as Six;
    let [ofA, ofB, ofC, ofD, ofE, ofF] = [0, 0, 0, 0, 0, 0];
    for (let offset = 0, row = start; offset < count; offset++, row++) {
      const residual = residuals[offset];
      ofA += residual * a[row];
      ofB += residual * b[row];
      ofC += residual * c[row];
      ofD += residual * d[row];
      ofE += residual * e[row];
      ofF += residual * f[row];
    }
    const entry = first + column;
    gradient[entry] = gradient[entry] + ofA;
    gradient[entry + 1] = gradient[entry + 1] + ofB;
    gradient[entry + 2] = gradient[entry + 2] + ofC;
    gradient[entry + 3] = gradient[entry + 3] + ofD;
    gradient[entry + 4] = gradient[entry + 4] + ofE;
    gradient[entry + 5] = gradient[entry + 5] + ofF;
  }
  for (; column < columns.length; column++) {
    const values = columns[column];
    let total = 0;
    for (let offset = 0; offset < count; offset++) total += residuals[offset] * values[start + offset];
    gradient[first + column] += total;
  }
  let total = 0;
  for (let offset = 0; offset < count; offset++) total += residuals[offset];
  gradient[first + columns.length] += total;
}

function multiply(products: Float64Array, factors: Float64Array, values: Float64Array): void {
  for (let row = 0; row < products.length; row++) products[row] = factors[row] * values[row];
}

/**
 * Writes the dot products of two arrays with the first `end` columns, at `start` and `nextStart`, three columns per
 * pass over the rows.
 */
function fillDots(
  target: Float64Array,
  start: number,
  nextStart: number,
  values: Float64Array,
  next: Float64Array,
  columns: readonly Float64Array[],
  end: number,
): void {
  for (let column = 0; column < Math.min(end, columns.length); column += 3) {
    const first = columns[column] ?? values;
    const [second, third] = [columns[column + 1] ?? first, columns[column + 2] ?? first];
    let [a, b, c] = [0, 0, 0];
    let [nextA, nextB, nextC] = [0, 0, 0];
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      const nextValue = next[row];
      const ofFirst = first[row];
      const ofSecond = second[row];
      const ofThird = third[row];
      a += value * ofFirst;
      b += value * ofSecond;
      c += value * ofThird;
      nextA += nextValue * ofFirst;
      nextB += nextValue * ofSecond;
      nextC += nextValue * ofThird;
    }
    target.set([a, b, c].slice(0, columns.length - column), start + column);
    target.set([nextA, nextB, nextC].slice(0, columns.length - column), nextStart + column);
  }
}
