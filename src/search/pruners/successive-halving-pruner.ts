import { ArgumentError } from "../../core/errors.js";
import type { Direction } from "../study-data.js";
import type { Trial } from "../trial.js";
import type { Pruner } from "./pruner.js";

/**
 * Asynchronous successive halving (ASHA): at the steps `minSteps`, `minSteps * reduction`, `minSteps * reduction ** 2`, … only the
 * best of every `reduction` trials that came so far goes on, as Optuna's.
 *
 * `minSteps` left out is a hundredth of the most steps that a complete trial took, so that the first trial is never ended.
 */
export function successiveHalvingPruner({
  minSteps,
  reduction = 4,
}: {
  readonly minSteps?: number;
  readonly reduction?: number;
} = {}): Pruner {
  if (minSteps !== undefined && (!Number.isSafeInteger(minSteps) || minSteps < 1)) {
    throw new ArgumentError(`successiveHalvingPruner: minSteps must be a whole number of at least 1, got ${minSteps}`);
  }
  if (!Number.isSafeInteger(reduction) || reduction < 2) {
    throw new ArgumentError(
      `successiveHalvingPruner: reduction must be a whole number of at least 2, got ${reduction}`,
    );
  }
  return {
    kind: "successive-halving",
    shouldPrune: ({ direction, trials, trial }) => {
      const first = minSteps ?? estimatedMinSteps(trials);
      const last = trial.intermediate.at(-1);
      if (first === undefined || last === undefined) return false;
      const before = trial.intermediate.at(-2)?.step ?? -1;
      for (let rungStep = first; rungStep <= last.step; rungStep *= reduction) {
        if (before >= rungStep) continue;
        if (Number.isNaN(last.value)) return true;
        const rivals = trials
          .filter(({ number }) => number !== trial.number)
          .map((rival) => valueAtRung(rival, rungStep));
        const values = [...rivals.filter((value) => value !== undefined), last.value];
        if (!isAmongBest(last.value, values, reduction, direction)) return true;
      }
      return false;
    },
  };
}

function estimatedMinSteps(trials: readonly Trial[]): number | undefined {
  const steps = trials
    .filter(({ state }) => state === "complete")
    .flatMap(({ intermediate }) => intermediate.at(-1)?.step ?? []);
  return steps.length === 0 ? undefined : Math.max(Math.floor(Math.max(...steps) / 100), 1);
}

/** What a trial had when it first came to a rung. */
function valueAtRung({ intermediate }: Trial, rungStep: number): number | undefined {
  const value = intermediate.find(({ step }) => step >= rungStep)?.value;
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function isAmongBest(value: number, values: readonly number[], reduction: number, direction: Direction): boolean {
  const sign = direction === "minimize" ? 1 : -1;
  const losses = values.map((other) => sign * other).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const promoted = Math.max(Math.floor(losses.length / reduction), 1);
  return sign * value <= losses[promoted - 1];
}
