import { formatDuration } from "../core/format-duration.js";
import { type ParetoStudyData, paretoFront } from "./pareto-study.js";
import { bestTrial, type StudyData } from "./study-data.js";
import { hasEnded, type Trial } from "./trial.js";

/**
 * The progress of a search in one line: `trial 12/50: 523.1, best 515.24, 1 min 23 s left`.
 * With several objectives `trial 12/50: rmse 523.1, seconds 3.2, 5 on the front, 1 min 23 s left`. `trials` is the planned number.
 * The time left is estimated from the wall time of the trials so far.
 */
export function searchProgress<Point>(study: StudyData<Point> | ParetoStudyData<Point>, trials: number): string {
  const ended = study.trials.filter(hasEnded);
  const last = ended.toSorted((a, b) => endTime(a) - endTime(b) || a.number - b.number).at(-1);
  const done = Number.isFinite(trials) ? `${ended.length}/${trials}` : String(ended.length);
  if (last === undefined) return `trial ${done}`;
  const parts = [
    `trial ${done}: ${describeOutcome(last)}`,
    "directions" in study ? `${paretoFront(study).length} on the front` : describeBest(study),
    timeLeft(ended, trials),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function describeBest<Point>(study: StudyData<Point>): string {
  const best = bestTrial(study);
  return best === undefined ? "" : `best ${formatValue(best.value)}`;
}

function describeOutcome(trial: Trial<unknown>): string {
  if (trial.state === "failed") return `failed: ${trial.message}`;
  if (trial.values !== undefined) {
    return Object.entries(trial.values)
      .map(([name, value]) => `${name} ${formatValue(value)}`)
      .join(", ");
  }
  const value = trial.value === undefined ? "" : formatValue(trial.value);
  return trial.state === "pruned" ? `pruned ${value}`.trimEnd() : value;
}

function timeLeft(ended: readonly Trial<unknown>[], trials: number): string {
  const remaining = trials - ended.length;
  if (!(remaining > 0) || !Number.isFinite(remaining)) return "";
  const busyMs = busyTime(ended);
  return Number.isFinite(busyMs) ? `${formatDuration((busyMs / ended.length) * remaining)} left` : "";
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
