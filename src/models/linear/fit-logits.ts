import { FailedError } from "../../core/errors.js";
import { factorPositive } from "../../stats/linear/factor-positive.js";
import { solveFactored } from "../../stats/linear/solve-factored.js";
import { descendLogits } from "./descend-logits.js";
import { fastestLogitLoops } from "./fastest-logit-loops.js";
import { logitCurvature } from "./logit-curvature.js";
import type { LogitLoops } from "./logit-loops.js";
import { logitLoss } from "./logit-loss.js";
import type { LogitProblem } from "./logit-problem.js";
import { logitSample } from "./logit-sample.js";

/** The log odds of one class: intercept + sum of coefficient x value. */
export interface Logit {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/**
 * Minimises log loss + penalty to full precision by Newton's method, over the columns that `loops` hold. For many rows
 * it starts from the solution for a sample and uses the sample's second derivatives, so only gradients are computed on
 * all rows.
 */
export function fitLogits(problem: LogitProblem, loops: LogitLoops, squares: Float64Array): readonly Logit[] {
  const { columns, outputs } = problem;
  const width = columns.length + 1;
  let start: Float64Array = new Float64Array(outputs * width);
  const sample = logitSample({ ...problem, columns: loops.columns }, squares, Math.max(3000, 20 * start.length));
  if (sample !== undefined) {
    const approximate = newton(sample, fastestLogitLoops(sample), start, start.length / 10);
    const descent =
      approximate === undefined ? undefined : descendLogits(problem, loops, approximate.point, approximate.factor);
    if (descent?.converged === true) return toLogits(descent.point, outputs, width);
    start = descent?.point ?? start;
  }
  const found = newton(problem, loops, start, 0);
  if (found === undefined) {
    const { penalties } = problem;
    throw new FailedError(
      `logistic: no convergence after 200 iterations with penalties ${Math.min(...penalties)} to ${Math.max(...penalties)}; increase alpha or put standardScale before it`,
    );
  }
  return toLogits(found.point, outputs, width);
}

/**
 * Newton's method with backtracking, until a step would reduce the loss by `tolerance` or less: the minimum, and the
 * factor of the last second derivatives. A sample's minimum has an error of about half a unit of loss per coefficient,
 * so it needs no more precision.
 */
function newton(
  problem: LogitProblem,
  loops: LogitLoops,
  start: Float64Array,
  tolerance: number,
): { readonly point: Float64Array; readonly factor: Float64Array } | undefined {
  const probabilities = Array.from({ length: problem.outputs }, () => new Float64Array(problem.codes.length));
  let point = start;
  let { loss, gradient } = logitLoss(problem, loops, point, probabilities);
  for (let round = 0; round < 200; round++) {
    const factor = factorPositive(logitCurvature(problem, loops, probabilities), point.length);
    if (factor === undefined) return undefined;
    const step = solveFactored(factor, gradient);
    const slope = step.reduce((total, value, index) => total + value * gradient[index], 0);
    if (slope <= Math.max(tolerance, 1e-22 * (1 + loss))) return { point, factor };
    let part = 1;
    let next = subtractStep(point, step, part);
    let found = logitLoss(problem, loops, next, probabilities);
    while (!(found.loss <= loss - 1e-4 * part * slope) && part > 1e-9 && slope > 1e-12 * (1 + loss)) {
      part /= 2;
      next = subtractStep(point, step, part);
      found = logitLoss(problem, loops, next, probabilities);
    }
    // Below the rounding error of the loss, one full Newton step is the last useful one.
    if (slope <= 1e-12 * (1 + loss)) return { point: next, factor };
    point = next;
    ({ loss, gradient } = found);
  }
  return undefined;
}

function subtractStep(point: Float64Array, step: Float64Array, part: number): Float64Array {
  return point.map((value, index) => value - part * step[index]);
}

function toLogits(point: Float64Array, outputs: number, width: number): readonly Logit[] {
  const intercepts = Array.from({ length: outputs }, (_, output) => point[(output + 1) * width - 1]);
  // Softmax does not depend on a common shift of the intercepts; their mean is set to 0.
  const shift = outputs === 1 ? 0 : intercepts.reduce((total, value) => total + value, 0) / outputs;
  return intercepts.map((intercept, output) => ({
    coefficients: point.slice(output * width, (output + 1) * width - 1),
    intercept: intercept - shift,
  }));
}
