import { solveFactored } from "../../stats/linear/solve-factored.js";
import { sumCounts } from "../../stats/weighted-values.js";
import type { LogitLoops } from "./logit-loops.js";
import { logitLoss } from "./logit-loss.js";
import type { LogitProblem } from "./logit-problem.js";

interface Move {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

const memory = 12;
const maxRounds = 60;

/**
 * Limited-memory BFGS (Nocedal and Wright, algorithm 7.4) that starts each direction from given second derivatives, as
 * a Cholesky factor. The loss is convex, so the gradient along a direction decides whether a step was too long; it is
 * exact even where the losses are equal after rounding.
 */
export function descendLogits(
  problem: LogitProblem,
  loops: LogitLoops,
  start: Float64Array,
  factor: Float64Array,
): { readonly point: Float64Array; readonly converged: boolean } {
  const moves: Move[] = [];
  let point = start;
  let { gradient } = logitLoss(problem, loops, point);
  const size = sumCounts(problem.weights);
  for (let round = 0; round < maxRounds; round++) {
    const direction = getDirection(gradient, moves, factor);
    const slope = -product(direction, gradient);
    // The last step needs no check: near the minimum each step leaves at most a tenth of the distance.
    if (slope <= 1e-18 * size) return { point: movePoint(point, direction, 1), converged: true };
    let part = 1;
    let next = movePoint(point, direction, part);
    let found = logitLoss(problem, loops, next);
    while (!(product(direction, found.gradient) <= 0.9 * slope)) {
      part /= 2;
      if (part < 1e-6) return { point, converged: false };
      next = movePoint(point, direction, part);
      found = logitLoss(problem, loops, next);
    }
    const step = direction.map((value) => part * value);
    const change = found.gradient.map((value, index) => value - gradient[index]);
    const curve = product(step, change);
    if (curve > 0) {
      moves.push({ step, change, product: curve });
      if (moves.length > memory) moves.shift();
    }
    point = next;
    ({ gradient } = found);
  }
  return { point, converged: false };
}

function getDirection(gradient: Float64Array, moves: readonly Move[], factor: Float64Array): Float64Array {
  const remaining = gradient.slice();
  const shares = new Float64Array(moves.length);
  for (let index = moves.length - 1; index >= 0; index--) {
    const move = moves[index];
    shares[index] = product(move.step, remaining) / move.product;
    addTimes(remaining, move.change, -shares[index]);
  }
  const direction = solveFactored(factor, remaining);
  for (let index = 0; index < moves.length; index++) {
    const move = moves[index];
    addTimes(direction, move.step, shares[index] - product(move.change, direction) / move.product);
  }
  return direction.map((value) => -value);
}

function addTimes(target: Float64Array, values: Float64Array, factor: number): void {
  for (let entry = 0; entry < target.length; entry++) target[entry] = target[entry] + factor * values[entry];
}

function movePoint(point: Float64Array, direction: Float64Array, part: number): Float64Array {
  return point.map((value, index) => value + part * direction[index]);
}

function product(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let index = 0; index < a.length; index++) total += a[index] * b[index];
  return total;
}
