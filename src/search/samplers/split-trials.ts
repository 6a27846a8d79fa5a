import { paretoRanks } from "../pareto-ranks.js";
import type { Direction, Directions } from "../study-data.js";
import type { Trial } from "../trial.js";
import { largestHypervolume } from "./largest-hypervolume.js";

/** Good trials and the others, both by number. */
export interface TrialSplit {
  readonly below: readonly Trial[];
  readonly above: readonly Trial[];
}

/**
 * Trials in two parts, both by number: `below` the best tenth of those that ended, rounded up, at most 25 with one objective; `above`
 * all others with those still running. Pruned trials rank behind complete ones, those that got further first. As Optuna 5.
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

/** What a trial lost by each goal: the smaller the better. */
export function objectiveLosses(trial: Pick<Trial, "values">, directions: Directions): readonly number[] {
  return Object.entries(directions).map(
    ([name, direction]) => (direction === "minimize" ? 1 : -1) * (trial.values?.[name] ?? Number.NaN),
  );
}

/** Whole Pareto ranks as far as they fit, of the next rank those that cover most volume together. */
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
    const places = largestHypervolume(points, count - chosen.length, referencePoint(points));
    chosen.push(...places.map((place) => front[place]));
  }
  return chosen.flatMap((index) => complete[index] ?? []);
}

/** A tenth worse than the worst in every coordinate, and never 0. */
function referencePoint(points: readonly (readonly number[])[]): readonly number[] {
  return (points[0] ?? []).map((_, place) => {
    const worst = points.reduce((most, point) => Math.max(most, point[place]), Number.NEGATIVE_INFINITY);
    return Math.max(1.1 * worst, 0.9 * worst) || 1e-12;
  });
}

function prunedScore(trial: Trial, sign: number): { readonly order: number; readonly value: number } {
  const last = trial.intermediate.at(-1);
  if (last === undefined) return { order: 1, value: 0 };
  return { order: -last.step, value: Number.isNaN(last.value) ? Number.POSITIVE_INFINITY : sign * last.value };
}

/** Unlike a difference, this orders infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
