import { FailedError } from "../../core/errors.js";
import { factorPositive } from "../../stats/linear/factor-positive.js";
import { solveFactored } from "../../stats/linear/solve-factored.js";
import { descendLogits } from "./descend-logits.js";
import { logitCurvature } from "./logit-curvature.js";
import { logitLoss } from "./logit-loss.js";
import type { LogitProblem } from "./logit-problem.js";
import { logitSample } from "./logit-sample.js";

/** The logarithm of the odds of one class: intercept + sum of coefficient x value. */
export interface Logit {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/**
 * Minimises log loss + penalty to full precision: by Newton's method, for many rows from the answer for a sample of them and with that
 * sample's second derivatives, so that all rows are only ever walked for slopes.
 */
export function fitLogits(problem: LogitProblem): readonly Logit[] {
  const { columns, outputs } = problem;
  const width = columns.length + 1;
  let start: Float64Array = new Float64Array(outputs * width);
  const sample = logitSample(problem, Math.max(3000, 20 * start.length));
  if (sample !== undefined) {
    const near = newton(sample, start, start.length / 10);
    const descent = near === undefined ? undefined : descendLogits(problem, near.point, near.factor);
    if (descent?.settled === true) return logitsOf(descent.point, outputs, width);
    start = descent?.point ?? start;
  }
  const found = newton(problem, start, 0);
  if (found === undefined) {
    const { penalties } = problem;
    throw new FailedError(
      `logistic: no answer after 200 rounds; columns have penalties ${Math.min(...penalties)} to ${Math.max(...penalties)}, raise alpha or put standardScale before it`,
    );
  }
  return logitsOf(found.point, outputs, width);
}

/**
 * Newton's method with halved steps where a whole one does not help, until a step can gain no more than `enough`: the answer, and the
 * factor of the last second derivatives. A sample's own answer is off by about half a unit of loss per coefficient, more is no use there.
 */
function newton(
  problem: LogitProblem,
  start: Float64Array,
  enough: number,
): { readonly point: Float64Array; readonly factor: Float64Array } | undefined {
  const probabilities = Array.from({ length: problem.outputs }, () => new Float64Array(problem.codes.length));
  let point = start;
  let { loss, gradient } = logitLoss(problem, point, probabilities);
  for (let round = 0; round < 200; round++) {
    const factor = factorPositive(logitCurvature(problem, probabilities), point.length);
    if (factor === undefined) return undefined;
    const step = solveFactored(factor, gradient);
    const slope = step.reduce((total, own, place) => total + own * gradient[place], 0);
    if (slope <= Math.max(enough, 1e-22 * (1 + loss))) return { point, factor };
    let part = 1;
    let next = stepped(point, step, part);
    let found = logitLoss(problem, next, probabilities);
    while (!(found.loss <= loss - 1e-4 * part * slope) && part > 1e-9 && slope > 1e-12 * (1 + loss)) {
      part /= 2;
      next = stepped(point, step, part);
      found = logitLoss(problem, next, probabilities);
    }
    // Below rounding of the loss itself one whole Newton step is the last that can help.
    if (slope <= 1e-12 * (1 + loss)) return { point: next, factor };
    point = next;
    ({ loss, gradient } = found);
  }
  return undefined;
}

function stepped(point: Float64Array, step: Float64Array, part: number): Float64Array {
  return point.map((own, place) => own - part * step[place]);
}

function logitsOf(point: Float64Array, outputs: number, width: number): readonly Logit[] {
  const intercepts = Array.from({ length: outputs }, (_, output) => point[(output + 1) * width - 1]);
  // Softmax takes any common shift of the intercepts; the one chosen is theirs around 0.
  const shift = outputs === 1 ? 0 : intercepts.reduce((total, own) => total + own, 0) / outputs;
  return intercepts.map((own, output) => ({
    coefficients: point.slice(output * width, (output + 1) * width - 1),
    intercept: own - shift,
  }));
}
