import { ArgumentError } from "../../core/errors.js";
import type { Pruner } from "./pruner.js";

/**
 * A pruner that ends a trial whose best value so far is worse than the median of the complete trials at the same step,
 * as Optuna's.
 *
 * It never prunes before `startupTrials` are complete, before `warmupSteps`, or at a step for which fewer than
 * `minTrials` complete trials have a value; it checks every `interval` steps. A trial that only reported NaN is pruned.
 *
 * @example medianPruner({ startupTrials: 10 }).kind // "median"
 */
export function medianPruner({
  startupTrials = 5,
  warmupSteps = 0,
  interval = 1,
  minTrials = 1,
}: {
  readonly startupTrials?: number | undefined;
  readonly warmupSteps?: number | undefined;
  readonly interval?: number | undefined;
  readonly minTrials?: number | undefined;
} = {}): Pruner {
  for (const [name, count, minimum] of [
    ["startupTrials", startupTrials, 0] as const,
    ["warmupSteps", warmupSteps, 0] as const,
    ["interval", interval, 1] as const,
    ["minTrials", minTrials, 1] as const,
  ]) {
    if (!Number.isSafeInteger(count) || count < minimum) {
      throw new ArgumentError(
        `medianPruner: ${name}: expected an integer >= ${minimum}, got ${count}; leave it out for the default`,
      );
    }
  }
  return {
    kind: "median",
    shouldPrune: ({ direction, trials, trial }) => {
      const complete = trials.filter(({ state }) => state === "complete");
      const step = trial.intermediate.at(-1)?.step;
      if (step === undefined || step < warmupSteps) return false;
      if (complete.length === 0 || complete.length < startupTrials) return false;
      const lastCheck = Math.floor((step - warmupSteps) / interval) * interval + warmupSteps;
      if ((trial.intermediate.at(-2)?.step ?? -1) >= lastCheck) return false;
      const sign = direction === "minimize" ? 1 : -1;
      const losses = trial.intermediate.map(({ value }) => sign * value).filter((loss) => !Number.isNaN(loss));
      if (losses.length === 0) return true;
      const others = complete.flatMap(({ intermediate }) => intermediate.filter((point) => point.step === step));
      if (others.length < minTrials) return false;
      // Without values the median is NaN and the comparison false.
      return Math.min(...losses) > median(others.map(({ value }) => sign * value));
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => (a < b ? -1 : 1));
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  if (!Number.isInteger(middle)) return upper;
  const lower = sorted[middle - 1] ?? Number.NaN;
  return lower === upper ? upper : (lower + upper) / 2;
}
