import type { Direction } from "./study-data.js";
import type { Trial } from "./trial.js";

/**
 * Trials in two parts, both by number: `below` the best tenth of those that ended, rounded up, at most 25; `above` all others
 * with those still running. Pruned trials rank behind complete ones, those that got further first. As Optuna 5.
 */
export function splitTrials(
  trials: readonly Trial[],
  direction: Direction,
): { readonly below: readonly Trial[]; readonly above: readonly Trial[] } {
  const sign = direction === "minimize" ? 1 : -1;
  const complete = trials
    .filter(({ state }) => state === "complete")
    .sort((a, b) => compare(sign * (a.value ?? 0), sign * (b.value ?? 0)));
  const pruned = trials
    .filter(({ state }) => state === "pruned")
    .map((trial) => ({ trial, ...prunedScore(trial, sign) }))
    .sort((a, b) => compare(a.order, b.order) || compare(a.value, b.value))
    .map(({ trial }) => trial);
  const ranked = [...complete, ...pruned];
  const good = new Set(ranked.slice(0, Math.min(Math.ceil(0.1 * ranked.length), 25)));
  const seen = trials.filter(({ state }) => state === "complete" || state === "pruned" || state === "running");
  return { below: seen.filter((trial) => good.has(trial)), above: seen.filter((trial) => !good.has(trial)) };
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
