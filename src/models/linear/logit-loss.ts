import { blockRows, type LogitLoops } from "./logit-loops.js";
import type { LogitProblem } from "./logit-problem.js";

/** Loss and gradient at one point. */
export interface LogitLoss {
  /** Computed only together with probabilities: its logarithms take as long as the whole gradient. */
  readonly loss: number;
  readonly gradient: Float64Array;
}

/**
 * Log loss + penalty and its gradient, in one pass over blocks of rows, so a block's columns are still in the cache
 * when its gradient is added up. Fills `probabilities` when given, one array per output.
 */
export function logitLoss(
  problem: LogitProblem,
  loops: LogitLoops,
  at: Float64Array,
  probabilities?: readonly Float64Array[],
): LogitLoss {
  const { columns, codes, outputs, penalties } = problem;
  const { blocks, point } = loops;
  const width = columns.length + 1;
  point.set(at);
  loops.gradient.fill(0);
  let loss = 0;
  for (let start = 0; start < codes.length; start += blockRows) {
    const count = Math.min(blockRows, codes.length - start);
    for (let output = 0; output < outputs; output++) {
      blocks[output].fill(point[(output + 1) * width - 1]);
      loops.addColumns(output, start, count);
    }
    if (outputs > 1) loss += replaceAll(problem, blocks, start, count, probabilities);
    else if (probabilities === undefined) loops.replaceByResiduals(start, count);
    else loss += replaceOne(problem, blocks[0], probabilities[0], start, count);
    for (let output = 0; output < outputs; output++) loops.addGradients(output, start, count);
  }
  const gradient = loops.gradient.slice();
  for (let output = 0; output < outputs; output++) {
    for (let column = 0; column < columns.length; column++) {
      const [coefficient, penalty] = [point[output * width + column], penalties[column]];
      loss += (penalty * coefficient * coefficient) / 2;
      gradient[output * width + column] += penalty * coefficient;
    }
  }
  return { loss, gradient };
}

/** Replaces a block's logits of two classes with weight x (probability - label), and returns its loss. */
function replaceOne(
  { codes, weights }: LogitProblem,
  logits: Float64Array,
  stored: Float64Array,
  start: number,
  count: number,
): number {
  let loss = 0;
  for (let offset = 0; offset < count; offset++) {
    const row = start + offset;
    const logit = logits[offset];
    const weight = weights[row];
    const small = Math.exp(-Math.abs(logit));
    const probability = (logit < 0 ? small : 1) / (1 + small);
    const label = codes[row];
    loss += weight * (Math.max(label === 1 ? -logit : logit, 0) + Math.log1p(small));
    stored[row] = probability;
    logits[offset] = weight * (probability - label);
  }
  return loss;
}

/** As `replaceOne`, for one output per class; the loss is 0 without probabilities. */
function replaceAll(
  { codes, weights }: LogitProblem,
  logits: readonly Float64Array[],
  start: number,
  count: number,
  probabilities: readonly Float64Array[] | undefined,
): number {
  let loss = 0;
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
