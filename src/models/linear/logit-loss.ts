import type { LogitProblem } from "./logit-problem.js";

/** Loss and gradient entry one point. */
export interface LogitLoss {
  /** Computed only together with probabilities: its logarithms take as long as the whole gradient. */
  readonly loss: number;
  readonly gradient: Float64Array;
}

const blockRows = 256;

type Six = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

/**
 * Log loss + penalty and its gradient, in one pass over blocks of rows, so a block's columns are still in the cache
 * when its gradient is added up. Fills `probabilities` when given, one array per output.
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
    logits.forEach((scores, output) => {
      scores.fill(point[(output + 1) * width - 1]);
      addColumns(scores, columns, point, output * width, start, count);
    });
    loss += toResiduals(problem, logits, start, count, probabilities);
    logits.forEach((residuals, output) => {
      addGradients(gradient, output * width, residuals, columns, start, count);
    });
  }
  for (let output = 0; output < outputs; output++) {
    for (let column = 0; column < columns.length; column++) {
      const [coefficient, penalty] = [point[output * width + column], penalties[column]];
      loss += (penalty * coefficient * coefficient) / 2;
      gradient[output * width + column] += penalty * coefficient;
    }
  }
  return { loss, gradient };
}

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

/** Replaces a block's logits with weight x (probability - label), and returns its loss. */
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
    const stored = probabilities?.[0];
    for (let offset = 0; offset < count; offset++) {
      const row = start + offset;
      const [logit, weight] = [first[offset], weights[row]];
      const small = Math.exp(-Math.abs(logit));
      const probability = (logit < 0 ? small : 1) / (1 + small);
      const label = codes[row];
      if (stored !== undefined) {
        loss += weight * (Math.max(label === 1 ? -logit : logit, 0) + Math.log1p(small));
        stored[row] = probability;
      }
      first[offset] = weight * (probability - label);
    }
    return loss;
  }
  const largest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (const scores of logits) {
    for (let offset = 0; offset < count; offset++) {
      if (scores[offset] > largest[offset]) largest[offset] = scores[offset];
    }
  }
  const total = new Float64Array(count);
  logits.forEach((scores, output) => {
    for (let offset = 0; offset < count; offset++) {
      const above = scores[offset] - largest[offset];
      if (probabilities !== undefined && codes[start + offset] === output) loss -= weights[start + offset] * above;
      const value = Math.exp(above);
      scores[offset] = value;
      total[offset] = total[offset] + value;
    }
  });
  logits.forEach((scores, output) => {
    const stored = probabilities?.[output];
    for (let offset = 0; offset < count; offset++) {
      const row = start + offset;
      const probability = scores[offset] / total[offset];
      if (stored !== undefined) stored[row] = probability;
      scores[offset] = weights[row] * (codes[row] === output ? probability - 1 : probability);
    }
  });
  if (probabilities !== undefined) {
    for (let offset = 0; offset < count; offset++) {
      loss += weights[start + offset] * Math.log(total[offset]);
    }
  }
  return loss;
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
