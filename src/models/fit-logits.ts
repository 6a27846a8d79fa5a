import { FailedError } from "../core/errors.js";
import { solvePositive } from "../stats/solve-positive.js";
import { softmaxRows } from "./known-classes.js";

/** What logistic regression learns from: columns of about the same size, and what each row is. */
export interface LogitProblem {
  readonly columns: readonly Float64Array[];
  /** For each row the place of its class. */
  readonly codes: Int32Array;
  /** 1 for two classes (the second against the first), else one per class. */
  readonly outputs: number;
  readonly weights: Float64Array;
  /** Penalty of each column's squared coefficient, halved. */
  readonly penalties: Float64Array;
}

/** The logarithm of the odds of one class: intercept + sum of coefficient x value. */
export interface Logit {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/** Minimises log loss + penalty by Newton's method with halved steps where a whole one does not help. */
export function fitLogits(problem: LogitProblem): readonly Logit[] {
  const { columns, outputs, penalties } = problem;
  const width = columns.length + 1;
  let point: Float64Array = new Float64Array(outputs * width);
  let { loss, probabilities } = evaluate(problem, point);
  for (let round = 0; round < 200; round++) {
    const { gradient, hessian } = derivatives(problem, point, probabilities);
    const step = solvePositive(hessian, gradient);
    if (step === undefined) break;
    const slope = step.reduce((total, own, place) => total + own * (gradient[place] as number), 0);
    if (slope <= 1e-22 * (1 + loss)) return logitsOf(point, outputs, width);
    let part = 1;
    let next = stepped(point, step, part);
    let found = evaluate(problem, next);
    while (!(found.loss <= loss - 1e-4 * part * slope) && part > 1e-9 && slope > 1e-12 * (1 + loss)) {
      part /= 2;
      next = stepped(point, step, part);
      found = evaluate(problem, next);
    }
    point = next;
    ({ loss, probabilities } = found);
    // Below rounding of the loss itself one whole Newton step is the last that can help.
    if (slope <= 1e-12 * (1 + loss)) return logitsOf(point, outputs, width);
  }
  throw new FailedError(
    `logistic: no answer after 200 rounds; columns have penalties ${Math.min(...penalties)} to ${Math.max(...penalties)}, raise alpha or put standardScale before it`,
  );
}

function stepped(point: Float64Array, step: Float64Array, part: number): Float64Array {
  return Float64Array.from(point, (own, place) => own - part * (step[place] as number));
}

function logitsOf(point: Float64Array, outputs: number, width: number): readonly Logit[] {
  return Array.from({ length: outputs }, (_, output) => ({
    coefficients: point.slice(output * width, (output + 1) * width - 1),
    intercept: point[(output + 1) * width - 1] as number,
  }));
}

function evaluate(
  { columns, codes, outputs, weights, penalties }: LogitProblem,
  point: Float64Array,
): { readonly loss: number; readonly probabilities: readonly Float64Array[] } {
  const width = columns.length + 1;
  const rowCount = codes.length;
  let loss = 0;
  const lists = Array.from({ length: outputs }, (_, output) => {
    const list = new Float64Array(rowCount).fill(point[(output + 1) * width - 1] as number);
    columns.forEach((values, place) => {
      const own = point[output * width + place] as number;
      loss += ((penalties[place] as number) * own * own) / 2;
      for (let row = 0; row < rowCount; row++) list[row] = (list[row] as number) + own * (values[row] as number);
    });
    return list;
  });
  const [first] = lists;
  if (outputs === 1 && first !== undefined) {
    for (let row = 0; row < rowCount; row++) {
      const logit = first[row] as number;
      const signed = codes[row] === 1 ? -logit : logit;
      loss += (weights[row] as number) * (Math.max(signed, 0) + Math.log1p(Math.exp(-Math.abs(signed))));
      first[row] = 1 / (1 + Math.exp(-logit));
    }
    return { loss, probabilities: lists };
  }
  for (let row = 0; row < rowCount; row++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (const list of lists) largest = Math.max(largest, list[row] as number);
    let total = 0;
    for (const list of lists) total += Math.exp((list[row] as number) - largest);
    const own = lists[codes[row] as number]?.[row] ?? 0;
    loss += (weights[row] as number) * (Math.log(total) + largest - own);
  }
  softmaxRows(lists);
  return { loss, probabilities: lists };
}

function derivatives(
  { columns, codes, outputs, weights, penalties }: LogitProblem,
  point: Float64Array,
  probabilities: readonly Float64Array[],
): { readonly gradient: Float64Array; readonly hessian: Float64Array } {
  const rowCount = codes.length;
  const width = columns.length + 1;
  const size = outputs * width;
  const all = [...columns, new Float64Array(rowCount).fill(1)];
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const curve = new Float64Array(rowCount);
  const scaled = new Float64Array(rowCount);
  probabilities.forEach((own, output) => {
    const hit = outputs === 1 ? 1 : output;
    for (let row = 0; row < rowCount; row++) {
      curve[row] = (weights[row] as number) * ((own[row] as number) - (codes[row] === hit ? 1 : 0));
    }
    all.forEach((values, place) => {
      const pull =
        place < columns.length ? (penalties[place] as number) * (point[output * width + place] as number) : 0;
      gradient[output * width + place] = dot(curve, values) + pull;
    });
    for (let other = 0; other <= output; other++) {
      const beside = probabilities[other] ?? own;
      for (let row = 0; row < rowCount; row++) {
        const p = own[row] as number;
        curve[row] = (weights[row] as number) * (other === output ? p * (1 - p) : -p * (beside[row] as number));
      }
      all.forEach((values, place) => {
        for (let row = 0; row < rowCount; row++) scaled[row] = (curve[row] as number) * (values[row] as number);
        // Within the diagonal block only its lower triangle is read.
        const end = other === output ? place + 1 : width;
        fillDots(hessian, (output * width + place) * size + other * width, scaled, all, end);
      });
    }
  });
  for (let place = 0; place < size; place++) {
    const column = place % width;
    const total = hessian[place * size + place] as number;
    // Softmax intercepts may all move together without any change; a hair on the diagonal keeps the step from doing so.
    const extra = column < columns.length ? (penalties[column] as number) : 1e-10 * (1 + total);
    hessian[place * size + place] = total + extra;
  }
  return { gradient, hessian };
}

/** Writes the products of `values` with the first `end` columns from `start` on, four columns in one pass over the rows. */
function fillDots(
  target: Float64Array,
  start: number,
  values: Float64Array,
  columns: readonly Float64Array[],
  end: number,
): void {
  let place = 0;
  for (; place + 4 <= end; place += 4) {
    const [a, b, c, d] = [columns[place], columns[place + 1], columns[place + 2], columns[place + 3]];
    if (a === undefined || b === undefined || c === undefined || d === undefined) return;
    let [ofA, ofB, ofC, ofD] = [0, 0, 0, 0];
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number;
      ofA += value * (a[row] as number);
      ofB += value * (b[row] as number);
      ofC += value * (c[row] as number);
      ofD += value * (d[row] as number);
    }
    target[start + place] = ofA;
    target[start + place + 1] = ofB;
    target[start + place + 2] = ofC;
    target[start + place + 3] = ofD;
  }
  for (; place < end; place++) target[start + place] = dot(values, columns[place] ?? values);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let row = 0; row < a.length; row++) total += (a[row] as number) * (b[row] as number);
  return total;
}
