import { isComplete, type Trial } from "../search/trial.js";
import type { ParamValue, Run, Tracker } from "../tracking/tracker.js";

/** The best trial of a study, or its Pareto front. */
export type StudyProgress =
  | { readonly best: { readonly number: number } }
  | { readonly front: readonly { readonly number: number }[] };

const tracked = new WeakSet<object>();

/** Whether a trial was recorded by `trackTrials`. */
export function isTracked(trial: object): boolean {
  return tracked.has(trial);
}

/**
 * An `onTrial` callback that tracks every ended trial as a child run of `parent`: parameters, value, intermediate
 * values by step, duration in seconds, state. The parent run gets the metric `best_<metric>` with a point for each new
 * best value. With several objectives (`optimize`) each objective is a metric, and the parent run gets `front_size`
 * whenever a trial joins the Pareto front.
 *
 * @example
 * const onTrial = trackTrials(run, tracker, { metric: "rmse" });
 * await minimize(space, objective, { trials: 50, seed: 1, onTrial })
 */
export function trackTrials(
  parent: Run,
  tracker: Tracker,
  { metric = "value" }: { readonly metric?: string | undefined } = {},
): <Point>(trial: Trial<Point>, study?: StudyProgress) => Promise<void> {
  return async (trial, study) => {
    if (trial.state === "waiting" || trial.state === "running") return;
    tracked.add(trial);
    const run = await tracker.startRun({
      name: `trial-${trial.number}`,
      parent,
      tags: {
        "cuaderno.trial.number": String(trial.number),
        "cuaderno.trial.state": trial.state,
        ...(trial.message === undefined ? {} : { "cuaderno.error": trial.message.slice(0, 8_000) }),
      },
      startTime: trial.startedAt,
    });
    await run.logParams(trial.params as Readonly<Record<string, ParamValue>>);
    const timestamp = (trial.startedAt ?? 0) + (trial.durationMs ?? 0);
    const history = trial.intermediate.map((point) => ({ ...point, timestamp }));
    await run.logMetricHistory(`${metric}_by_step`, history);
    if (trial.value !== undefined) await run.logMetrics({ [metric]: trial.value });
    if (trial.values !== undefined) await run.logMetrics(trial.values);
    if (trial.durationMs !== undefined) await run.logMetrics({ duration_s: trial.durationMs / 1_000 });
    await run.end(trial.state === "failed" ? "failed" : "finished");
    if (study === undefined || trial.state !== "complete") return;
    if ("front" in study) {
      const { front } = study;
      if (!front.some(({ number }) => number === trial.number)) return;
      await parent.logMetrics({ front_size: front.length }, { step: trial.number });
    } else if (isComplete(trial) && study.best.number === trial.number) {
      await parent.logMetrics({ [`best_${metric}`]: trial.value }, { step: trial.number });
    }
  };
}
