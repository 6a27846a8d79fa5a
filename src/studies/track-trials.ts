import { isComplete, type Trial } from "../search/trial.js";
import type { ParamValue, Run, Tracker } from "../tracking/tracker.js";

/** What a trial listener looks at of the study: which trial is the best, or with several goals which are on the front. */
export type StudyProgress =
  | { readonly best: { readonly number: number } }
  | { readonly front: readonly { readonly number: number }[] };

/**
 * A listener for the `onTrial` of a search that keeps every ended trial as a run nested in `parent`: parameters, value, values on the
 * way by step, duration in seconds, state. The parent gets the metric `best_<metric>` with a point for each new best. In a search with
 * several goals (`optimize`) each goal is a metric of its own name, and the parent gets `front_size` whenever the front takes a trial in.
 *
 * @example await minimize(space, objective, { trials: 50, seed: 1, onTrial: trackTrials(run, tracker, { metric: "rmse" }) })
 */
export function trackTrials(
  parent: Run,
  tracker: Tracker,
  { metric = "value" }: { readonly metric?: string } = {},
): <Point>(trial: Trial<Point>, study?: StudyProgress) => Promise<void> {
  return async (trial, study) => {
    if (trial.state === "waiting" || trial.state === "running") return;
    const run = await tracker.startRun({
      name: `trial-${trial.number}`,
      parent,
      tags: {
        "cuaderno.trial.number": String(trial.number),
        "cuaderno.trial.state": trial.state,
        ...(trial.message === undefined ? {} : { "cuaderno.error": trial.message.slice(0, 8_000) }),
      },
      ...(trial.startedAt === undefined ? {} : { startTime: trial.startedAt }),
    });
    await run.logParams(trial.params as Readonly<Record<string, ParamValue>>);
    const timestamp = (trial.startedAt ?? 0) + (trial.durationMs ?? 0);
    const onTheWay = trial.intermediate.map((point) => ({ ...point, timestamp }));
    await run.logMetricHistory(`${metric}_by_step`, onTheWay);
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
