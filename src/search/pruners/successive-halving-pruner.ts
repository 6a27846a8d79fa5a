import { ArgumentError } from "../../core/errors.js";
import type { Direction } from "../study-data.js";
import type { Trial } from "../trial.js";
import type { Pruner } from "./pruner.js";

/**
 * A pruner by asynchronous successive halving (ASHA), as Optuna's: at the steps `minSteps`, `minSteps * reduction`,
 * `minSteps * reduction ** 2`, … only the best of every `reduction` trials continues.
 *
 * The default of `minSteps` is a hundredth of the largest number of steps of a complete trial, so the first trial is
 * never pruned.
 *
 * @example successiveHalvingPruner({ reduction: 3 }).kind // "successive-halving"
 */
export function successiveHalvingPruner({
  minSteps,
  reduction = 4,
}: {
  readonly minSteps?: number | undefined;
  readonly reduction?: number | undefined;
} = {}): Pruner {
  if (minSteps !== undefined && (!Number.isSafeInteger(minSteps) || minSteps < 1)) {
    throw new ArgumentError(
      `successiveHalvingPruner: minSteps: expected an integer >= 1, got ${minSteps}; leave it out for the default`,
    );
  }
  if (!Number.isSafeInteger(reduction) || reduction < 2) {
    throw new ArgumentError(
      `successiveHalvingPruner: reduction: expected an integer >= 2, got ${reduction}; leave it out for the default`,
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

/** The value of a trial when it first reached a rung. */
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
