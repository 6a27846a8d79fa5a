import { formatDuration } from "../core/format-duration.js";
import { type ParetoStudyData, paretoFront } from "./pareto-study.js";
import { bestTrial, type StudyData } from "./study-data.js";
import { hasEnded, type Trial } from "./trial.js";

/** The progress of a search as plain data. */
export interface SearchProgress {
  readonly kind: "search-progress";
  /** Number of trials that have ended. */
  readonly ended: number;
  /** Planned number of trials; undefined without a limit. */
  readonly trials: number | undefined;
  /** The trial that ended last. */
  readonly last: Pick<Trial, "number" | "state" | "value" | "values" | "message"> | undefined;
  /** The best trial so far, of a single objective. */
  readonly best: { readonly number: number; readonly value: number } | undefined;
  /** Number of trials on the Pareto front, of several objectives. */
  readonly frontSize: number | undefined;
  /** Wall time during which at least one trial ran. */
  readonly elapsedMs: number;
  /** Estimated time left, from the time per trial so far; undefined without a limit or an ended trial. */
  readonly remainingMs: number | undefined;
}

/**
 * The progress of a search: ended trials, best so far, time left. `trials` is the planned number.
 *
 * @example searchProgress({ direction: "minimize", trials: [] }, 50).ended // 0
 */
export function searchProgress<Point>(
  study: Pick<StudyData<Point>, "direction" | "trials"> | Pick<ParetoStudyData<Point>, "directions" | "trials">,
  trials: number,
): SearchProgress {
  const ended = study.trials.filter(hasEnded);
  const last = ended.toSorted((a, b) => endTime(a) - endTime(b) || a.number - b.number).at(-1);
  const best = "directions" in study ? undefined : bestTrial(study);
  const elapsedMs = busyTime(ended);
  const remaining = trials - ended.length;
  const perTrial = elapsedMs / ended.length;
  return {
    kind: "search-progress",
    ended: ended.length,
    trials: Number.isFinite(trials) ? trials : undefined,
    last: last && {
      number: last.number,
      state: last.state,
      value: last.value,
      values: last.values,
      message: last.message,
    },
    best: best && { number: best.number, value: best.value },
    frontSize: "directions" in study ? paretoFront(study).length : undefined,
    elapsedMs,
    remainingMs: Number.isFinite(remaining * perTrial) ? Math.max(0, remaining * perTrial) : undefined,
  };
}

/**
 * The progress in one line: `trial 12/50: 523.1, best 515.24, 1 min 23 s left`, or with several objectives
 * `trial 12/50: rmse 523.1, seconds 3.2, 5 on the front, 1 min 23 s left`.
 *
 * @example formatSearchProgress(searchProgress({ direction: "minimize", trials: [] }, 50)) // "trial 0/50"
 */
export function formatSearchProgress({ ended, trials, last, best, frontSize, remainingMs }: SearchProgress): string {
  const count = trials === undefined ? String(ended) : `${ended}/${trials}`;
  if (last === undefined) return `trial ${count}`;
  const parts = [
    `trial ${count}: ${formatOutcome(last)}`,
    frontSize === undefined ? "" : `${frontSize} on the front`,
    best === undefined ? "" : `best ${formatValue(best.value)}`,
    remainingMs === undefined || remainingMs === 0 ? "" : `${formatDuration(remainingMs)} left`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function formatOutcome(trial: NonNullable<SearchProgress["last"]>): string {
  if (trial.state === "failed") return `failed: ${trial.message}`;
  if (trial.values !== undefined) {
    return Object.entries(trial.values)
      .map(([name, value]) => `${name} ${formatValue(value)}`)
      .join(", ");
  }
  const value = trial.value === undefined ? "" : formatValue(trial.value);
  return trial.state === "pruned" ? `pruned ${value}`.trimEnd() : value;
}

/** Wall time during which at least one trial ran; pauses between searches do not count. */
function busyTime(ended: readonly Trial<unknown>[]): number {
  let total = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const trial of ended.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0))) {
    total += Math.max(0, endTime(trial) - Math.max(until, trial.startedAt ?? Number.NaN));
    until = Math.max(until, endTime(trial));
  }
  return total;
}

function endTime(trial: Trial<unknown>): number {
  return (trial.startedAt ?? Number.NaN) + (trial.durationMs ?? Number.NaN);
}

/** Six significant digits. */
function formatValue(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}
