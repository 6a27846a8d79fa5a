import type { LogitProblem } from "./logit-problem.js";

/** Loss and slopes of a set of logits at one point. */
export interface LogitLoss {
  /** Computed only where probabilities are asked for: its logarithms cost as much as all slopes. */
  readonly loss: number;
  readonly gradient: Float64Array;
}

const blockRows = 256;

type Six = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

/**
 * Log loss + penalty and its derivatives by every coefficient, in one walk over the rows, block by block, so a block's columns are still
 * near when its derivatives are added up. `probabilities` is filled when given, a list per output.
 */
export function logitLoss(
  problem: LogitProblem,
  point: Float64Array,
  probabilities?: readonly Float64Array[],
): LogitLoss {
  const { columns, codes, outputs, penalties } = problem;
  const width = columns.length + 1;
  const gradient = new Float64Array(outputs * width);
  const logits = Array.from({ length: outputs }, () => new Float64Array(blockRows));
  let loss = 0;
  for (let start = 0; start < codes.length; start += blockRows) {
    const count = Math.min(blockRows, codes.length - start);
    logits.forEach((list, output) => {
      list.fill(point[(output + 1) * width - 1]);
      addColumns(list, columns, point, output * width, start, count);
    });
    loss += toResiduals(problem, logits, start, count, probabilities);
    logits.forEach((list, output) => {
      addSlopes(gradient, output * width, list, columns, start, count);
    });
  }
  for (let output = 0; output < outputs; output++) {
    for (let place = 0; place < columns.length; place++) {
      const [own, penalty] = [point[output * width + place], penalties[place]];
      loss += (penalty * own * own) / 2;
      gradient[output * width + place] = gradient[output * width + place] + penalty * own;
    }
  }
  return { loss, gradient };
}

/** Adds coefficient x column for a block of rows, six columns in one pass. */
function addColumns(
  list: Float64Array,
  columns: readonly Float64Array[],
  point: Float64Array,
  first: number,
  start: number,
  count: number,
): void {
  let place = 0;
  for (; place + 6 <= columns.length; place += 6) {
    const [a, b, c, d, e, f] = columns.slice(place, place + 6) as Six;
    const at = first + place;
    const [ofA, ofB, ofC] = [point[at], point[at + 1], point[at + 2]];
    const [ofD, ofE, ofF] = [point[at + 3], point[at + 4], point[at + 5]];
    for (let near = 0, row = start; near < count; near++, row++) {
      list[near] =
        list[near] + (ofA * a[row] + ofB * b[row]) + (ofC * c[row] + ofD * d[row]) + (ofE * e[row] + ofF * f[row]);
    }
  }
  for (; place < columns.length; place++) {
    const [values, own] = [columns[place], point[first + place]];
    if (values === undefined) return;
    for (let near = 0; near < count; near++) list[near] = list[near] + own * values[start + near];
  }
}

/** Turns a block's logits into weight x (probability - hit) in place, and returns its loss. */
function toResiduals(
  { codes, outputs, weights }: LogitProblem,
  logits: readonly Float64Array[],
  start: number,
  count: number,
  probabilities: readonly Float64Array[] | undefined,
): number {
  let loss = 0;
  const [first] = logits;
  if (outputs === 1 && first !== undefined) {
    const kept = probabilities?.[0];
    for (let near = 0; near < count; near++) {
      const row = start + near;
      const [logit, weight] = [first[near], weights[row]];
      const small = Math.exp(-Math.abs(logit));
      const own = (logit < 0 ? small : 1) / (1 + small);
      const hit = codes[row];
      if (kept !== undefined) {
        loss += weight * (Math.max(hit === 1 ? -logit : logit, 0) + Math.log1p(small));
        kept[row] = own;
      }
      first[near] = weight * (own - hit);
    }
    return loss;
  }
  const largest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (const list of logits) {
    for (let near = 0; near < count; near++) {
      if (list[near] > largest[near]) largest[near] = list[near];
    }
  }
  const total = new Float64Array(count);
  logits.forEach((list, output) => {
    for (let near = 0; near < count; near++) {
      const above = list[near] - largest[near];
      if (probabilities !== undefined && codes[start + near] === output) loss -= weights[start + near] * above;
      const value = Math.exp(above);
      list[near] = value;
      total[near] = total[near] + value;
    }
  });
  logits.forEach((list, output) => {
    const kept = probabilities?.[output];
    for (let near = 0; near < count; near++) {
      const row = start + near;
      const own = list[near] / total[near];
      if (kept !== undefined) kept[row] = own;
      list[near] = weights[row] * (codes[row] === output ? own - 1 : own);
    }
  });
  if (probabilities !== undefined) {
    for (let near = 0; near < count; near++) {
      loss += weights[start + near] * Math.log(total[near]);
    }
  }
  return loss;
}

/** Adds up residual x column over a block of rows, six columns in one pass, and the residuals themselves for the intercept. */
function addSlopes(
  gradient: Float64Array,
  first: number,
  residuals: Float64Array,
  columns: readonly Float64Array[],
  start: number,
  count: number,
): void {
  let place = 0;
  for (; place + 6 <= columns.length; place += 6) {
    const [a, b, c, d, e, f] = columns.slice(place, place + 6) as Six;
    let [ofA, ofB, ofC, ofD, ofE, ofF] = [0, 0, 0, 0, 0, 0];
    for (let near = 0, row = start; near < count; near++, row++) {
      const own = residuals[near];
      ofA += own * a[row];
      ofB += own * b[row];
      ofC += own * c[row];
      ofD += own * d[row];
      ofE += own * e[row];
      ofF += own * f[row];
    }
    const at = first + place;
    gradient[at] = gradient[at] + ofA;
    gradient[at + 1] = gradient[at + 1] + ofB;
    gradient[at + 2] = gradient[at + 2] + ofC;
    gradient[at + 3] = gradient[at + 3] + ofD;
    gradient[at + 4] = gradient[at + 4] + ofE;
    gradient[at + 5] = gradient[at + 5] + ofF;
  }
  for (; place < columns.length; place++) {
    const values = columns[place];
    if (values === undefined) return;
    let total = 0;
    for (let near = 0; near < count; near++) total += residuals[near] * values[start + near];
    gradient[first + place] = gradient[first + place] + total;
  }
  let total = 0;
  for (let near = 0; near < count; near++) total += residuals[near];
  gradient[first + columns.length] = gradient[first + columns.length] + total;
}
