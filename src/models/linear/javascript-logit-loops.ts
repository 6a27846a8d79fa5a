import { blockRows, type LogitLoops } from "./logit-loops.js";
import type { LogitRows } from "./logit-problem.js";

/** The loops in JavaScript. */
export function javascriptLogitLoops({ columns: originals, codes, outputs, weights }: LogitRows): LogitLoops {
  const rowCount = codes.length;
  const columns = originals.map((values) => values.slice());
  const all = [...columns, new Float64Array(rowCount).fill(1)];
  const width = all.length;
  const size = outputs * width;
  const blocks = Array.from({ length: outputs }, () => new Float64Array(blockRows));
  const [point, gradient] = [new Float64Array(size), new Float64Array(size)];
  const [curve, scaled] = [new Float64Array(rowCount), new Float64Array(rowCount)];
  const curvature = new Float64Array(size * size);
  return {
    columns,
    blocks,
    point,
    gradient,
    curve,
    curvature,
    scaleColumns() {
      const [centres, spreads] = [new Float64Array(columns.length), new Float64Array(columns.length)];
      columns.forEach((values, column) => {
        const centre = values[0] + addDifferences(values, values[0]) / rowCount;
        const spread = Math.sqrt(addSquares(values, centre) / rowCount);
        scaleCells(values, centre, spread === 0 ? 0 : 1 / spread, scaled);
        centres[column] = centre;
        spreads[column] = spread;
      });
      return { centres, spreads, squares: scaled };
    },
    addColumns(output, start, count) {
      addColumns(blocks[output], columns, point, output * width, start, count);
    },
    replaceByResiduals(start, count) {
      replaceByResiduals(blocks[0], codes, weights, start, count);
    },
    addGradients(output, start, count) {
      all.forEach((values, column) => {
        const entry = output * width + column;
        gradient[entry] = gradient[entry] + dot(blocks[output], values, start, count);
      });
    },
    fillCurvature(output, other) {
      for (let column = 0; column < width; column++) {
        for (let row = 0; row < rowCount; row++) scaled[row] = curve[row] * all[column][row];
        const start = (output * width + column) * size + other * width;
        for (let to = 0; to <= column; to++) curvature[start + to] = dot(scaled, all[to], 0, rowCount);
      }
    },
  };
}

/** The sum of differences from `centre`, in the order of two vectors of two. */
function addDifferences(values: Float64Array, centre: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let row = 0;
  for (; row + 4 <= values.length; row += 4) {
    a += values[row] - centre;
    b += values[row + 1] - centre;
    c += values[row + 2] - centre;
    d += values[row + 3] - centre;
  }
  let total = a + b + (c + d);
  for (; row < values.length; row++) total += values[row] - centre;
  return total;
}

/** As `addDifferences`, of their squares. */
function addSquares(values: Float64Array, centre: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let row = 0;
  for (; row + 4 <= values.length; row += 4) {
    a += (values[row] - centre) * (values[row] - centre);
    b += (values[row + 1] - centre) * (values[row + 1] - centre);
    c += (values[row + 2] - centre) * (values[row + 2] - centre);
    d += (values[row + 3] - centre) * (values[row + 3] - centre);
  }
  let total = a + b + (c + d);
  for (; row < values.length; row++) total += (values[row] - centre) * (values[row] - centre);
  return total;
}

function scaleCells(values: Float64Array, centre: number, factor: number, squares: Float64Array): void {
  for (let row = 0; row < values.length; row++) {
    const scaled = (values[row] - centre) * factor;
    values[row] = scaled;
    squares[row] = squares[row] + scaled * scaled;
  }
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

// e ** x = 2 ** n (even + odd) / (even - odd), polynomials of x - n ln 2 (Cephes). Adding `shift` rounds to an integer.
const shift = 1.5 * 2 ** 52;

function replaceByResiduals(
  logits: Float64Array,
  codes: Int32Array,
  weights: Float64Array,
  start: number,
  count: number,
): void {
  const two = new Float64Array(1);
  const words = new Int32Array(two.buffer);
  for (let offset = 0, row = start; offset < count; offset++, row++) {
    const power = Math.max(Math.min(-logits[offset], 708), -708);
    const exponent = power * Math.LOG2E + shift - shift;
    const rest = power - exponent * 0.693145751953125 - exponent * 1.4286068203094173e-6;
    const square = rest * rest;
    const odd = rest * ((1.2617719307481058e-4 * square + 0.030299440770744195) * square + 1);
    const even = ((3.0019850513866446e-6 * square + 2.524483403496841e-3) * square + 0.22726554820815503) * square + 2;
    words[1] = (exponent + 1023) << 20;
    const probability = (even - odd) / (even - odd + two[0] * (even + odd));
    logits[offset] = weights[row] * (probability - codes[row]);
  }
}

/** The dot product of a block of rows, its even and its odd rows added up apart. */
function dot(values: Float64Array, others: Float64Array, start: number, count: number): number {
  let [even, odd] = [0, 0];
  let offset = 0;
  for (; offset + 2 <= count; offset += 2) {
    even += values[offset] * others[start + offset];
    odd += values[offset + 1] * others[start + offset + 1];
  }
  if (offset < count) even += values[offset] * others[start + offset];
  return even + odd;
}
