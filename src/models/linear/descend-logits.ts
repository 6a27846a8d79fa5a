import { solveFactored } from "../../stats/linear/solve-factored.js";
import { logitLoss } from "./logit-loss.js";
import type { LogitProblem } from "./logit-problem.js";

interface Move {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

const memory = 12;
const mostRounds = 60;

/**
 * Limited-memory BFGS (Nocedal and Wright, algorithm 7.4) that starts each direction from given second derivatives, as a Cholesky
 * factor. The loss is convex, so slopes along the way alone tell whether a step went too far; they stay exact where losses round alike.
 */
export function descendLogits(
  problem: LogitProblem,
  start: Float64Array,
  factor: Float64Array,
): { readonly point: Float64Array; readonly settled: boolean } {
  const moves: Move[] = [];
  let point = start;
  let { gradient } = logitLoss(problem, point);
  const size = problem.weights.reduce((total, weight) => total + weight, 0);
  for (let round = 0; round < mostRounds; round++) {
    const direction = directionAt(gradient, moves, factor);
    const slope = -product(direction, gradient);
    // The last step is taken unseen: near the answer each one leaves a tenth of the distance or less.
    if (slope <= 1e-18 * size) return { point: moved(point, direction, 1), settled: true };
    let part = 1;
    let next = moved(point, direction, part);
    let found = logitLoss(problem, next);
    while (!(product(direction, found.gradient) <= 0.9 * slope)) {
      part /= 2;
      if (part < 1e-6) return { point, settled: false };
      next = moved(point, direction, part);
      found = logitLoss(problem, next);
    }
    const step = direction.map((own) => part * own);
    const change = found.gradient.map((own, place) => own - gradient[place]);
    const curve = product(step, change);
    if (curve > 0) {
      moves.push({ step, change, product: curve });
      if (moves.length > memory) moves.shift();
    }
    point = next;
    ({ gradient } = found);
  }
  return { point, settled: false };
}

function directionAt(gradient: Float64Array, moves: readonly Move[], factor: Float64Array): Float64Array {
  const left = gradient.slice();
  const shares = moves.map(() => 0);
  for (let place = moves.length - 1; place >= 0; place--) {
    const move = moves[place];
    const share = product(move.step, left) / move.product;
    shares[place] = share;
    for (let at = 0; at < left.length; at++) left[at] = left[at] - share * move.change[at];
  }
  const direction = solveFactored(factor, left);
  moves.forEach((move, place) => {
    const share = shares[place] - product(move.change, direction) / move.product;
    for (let at = 0; at < left.length; at++) direction[at] = direction[at] + share * move.step[at];
  });
  return direction.map((own) => -own);
}

function moved(point: Float64Array, direction: Float64Array, part: number): Float64Array {
  return point.map((own, place) => own + part * direction[place]);
}

function product(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let place = 0; place < a.length; place++) total += a[place] * b[place];
  return total;
}
