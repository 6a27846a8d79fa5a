import { paretoRanks } from "../pareto-ranks.js";
import type { Direction, Directions } from "../study-data.js";
import type { Trial } from "../trial.js";
import { largestHypervolume } from "./largest-hypervolume.js";

/** Good trials (`below`) and the others (`above`), both by number. */
export interface TrialSplit {
  readonly below: readonly Trial[];
  readonly above: readonly Trial[];
}

/**
 * The split of TPE, as Optuna 5: `below` is the best tenth of the ended trials, rounded up, at most 25 for a single
 * objective; `above` is all others and the running ones. Pruned trials rank after complete ones, those with more steps
 * first.
 */
export function splitTrials(
  trials: readonly Trial[],
  direction: Direction,
  directions?: Directions | undefined,
): TrialSplit {
  const sign = direction === "minimize" ? 1 : -1;
  const complete = trials.filter(({ state }) => state === "complete");
  const pruned = trials
    .filter(({ state }) => state === "pruned")
    .map((trial) => ({ trial, ...prunedScore(trial, sign) }))
    .sort((a, b) => compare(a.order, b.order) || compare(a.value, b.value))
    .map(({ trial }) => trial);
  const tenth = Math.ceil(0.1 * (complete.length + pruned.length));
  const count = directions === undefined ? Math.min(tenth, 25) : tenth;
  const best =
    directions === undefined
      ? complete.toSorted((a, b) => compare(sign * (a.value ?? 0), sign * (b.value ?? 0))).slice(0, count)
      : bestByFronts(complete, directions, count);
  const good = new Set([...best, ...pruned.slice(0, count - best.length)]);
  const seen = trials.filter(({ state }) => state === "complete" || state === "pruned" || state === "running");
  return { below: seen.filter((trial) => good.has(trial)), above: seen.filter((trial) => !good.has(trial)) };
}

/** The values of a trial by objective, negated where larger is better. */
export function objectiveLosses(trial: Pick<Trial, "values">, directions: Directions): readonly number[] {
  return Object.entries(directions).map(
    ([name, direction]) => (direction === "minimize" ? 1 : -1) * (trial.values?.[name] ?? Number.NaN),
  );
}

/** Complete Pareto ranks as far as they fit, then the trials of the next rank with the largest hypervolume. */
function bestByFronts(complete: readonly Trial[], directions: Directions, count: number): readonly Trial[] {
  if (count >= complete.length) return complete;
  const losses = complete.map((trial) => objectiveLosses(trial, directions));
  const ranks = paretoRanks(losses);
  const chosen: number[] = [];
  for (let rank = 0; chosen.length < count; rank++) {
    const front = Array.from(ranks.keys()).filter((index) => ranks[index] === rank);
    if (chosen.length + front.length <= count) {
      chosen.push(...front);
      continue;
    }
    const points = front.map((index) => losses[index] ?? []);
    const selected = largestHypervolume(points, count - chosen.length, referencePoint(points));
    chosen.push(...selected.map((index) => front[index]));
  }
  return chosen.flatMap((index) => complete[index] ?? []);
}

/** 10 % worse than the worst value in every coordinate, and never 0. */
function referencePoint(points: readonly (readonly number[])[]): readonly number[] {
  return (points[0] ?? []).map((_, axis) => {
    const worst = points.reduce((largest, point) => Math.max(largest, point[axis]), Number.NEGATIVE_INFINITY);
    return Math.max(1.1 * worst, 0.9 * worst) || 1e-12;
  });
}

function prunedScore(trial: Trial, sign: number): { readonly order: number; readonly value: number } {
  const last = trial.intermediate.at(-1);
  if (last === undefined) return { order: 1, value: 0 };
  return { order: -last.step, value: Number.isNaN(last.value) ? Number.POSITIVE_INFINITY : sign * last.value };
}

/** Unlike a difference, this orders infinite values. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
