import { ArgumentError } from "../core/errors.js";
import { stopOnInterrupt } from "../host/stop-on-interrupt.js";
import { type TuneOptions, type Tuning, tunePipeline, tuningMetric } from "../pipeline/tune-pipeline.js";
import type { ParamsOf, Space } from "../search/space/space.js";
import type { Trial } from "../search/trial.js";
import { ambientRun, recordInAmbient, withoutRecords } from "../tracking/autolog/ambient-run.js";
import type { ParamValue, Run, Tracker } from "../tracking/tracker.js";
import { withinRun } from "../tracking/within-run.js";
import { foldWorkers } from "./fold-workers.js";
import { openJournal, withStudyName } from "./journals/open-journal.js";
import { showSearchProgress } from "./show-search-progress.js";
import { toMetricKey } from "./to-metric-key.js";
import { trackTrials } from "./track-trials.js";

/** What is searched, and how it is run and recorded. */
export interface TuneRunOptions<Searched extends Space> extends TuneOptions<Searched> {
  /**
   * Records the search: settings, every trial as a nested run, scores, study and fitted pipeline.
   * @default that of the surrounding `withRun`, else nothing is recorded
   */
  readonly tracker?: Tracker | undefined;
  /** The run that the search is recorded in; with a tracker alone the search starts and ends another run. */
  readonly run?: Run | undefined;
  /** Experiment of the search's own run. */
  readonly experiment?: string | undefined;
  /**
   * Worker threads that fit boosted trees on large folds; the result does not depend on them. 0 fits in this thread.
   * @default the number of folds, at most the number of processors
   */
  readonly workers?: number | undefined;
}

/**
 * Searches the settings of a pipeline by cross-validation and fits the best ones on all rows: the study with every
 * trial, the fitted pipeline, and the scores of the baselines on the same folds.
 *
 * A trial fits and scores the pipeline fold by fold and is pruned by `medianPruner()` when it falls behind; with
 * `gridSampler` no point is pruned unless a pruner is given, and `nopPruner()` prunes with no sampler. A model that
 * stops early watches the fold's test rows.
 *
 * @throws ArgumentError for a metric that is not for the target's task, before any trial.
 * @example
 * await tune({
 *   table: train, target: "volume", space: { depth: integer(3, 8) }, trials: 20,
 *   pipeline: ({ depth }) => pipeline({ steps, model: gradientBoosting({ depth }) }),
 * })
 */
export async function tune<Searched extends Space>(
  options: TuneRunOptions<Searched>,
): Promise<Tuning<ParamsOf<Searched>>> {
  const { tracker, run, experiment, workers, ...given } = options;
  const search = { ...withStudyName(given, "tune"), onProgress: showSearchProgress(given.onProgress) };
  if (run !== undefined && tracker === undefined) {
    throw new ArgumentError("tune: run needs the tracker that it was started with; give tracker too");
  }
  const ambient = tracker === undefined ? ambientRun() : undefined;
  if (ambient !== undefined) {
    const { tracker: outer } = ambient;
    return await recordInAmbient(ambient, { caller: "tune", name: `tune ${options.target}` }, (own) =>
      tune({ ...options, tracker: outer, run: own }),
    );
  }
  const threads = foldWorkers(workers);
  const effects = { now: Date.now, openJournal, ...threads };
  const searchWithin = async (signal: AbortSignal, recorded?: Run): Promise<Tuning<ParamsOf<Searched>>> => {
    if (recorded === undefined || tracker === undefined) return await tunePipeline({ ...search, signal }, effects);
    const record = trackTrials(recorded, tracker, { metric: tuningMetric(search).name });
    const onTrial: typeof search.onTrial = async (trial, study) => {
      await record(trial as Trial<ParamsOf<Searched>>, study);
      await search.onTrial?.(trial, study);
    };
    const tuning = await tunePipeline({ ...search, signal, onTrial }, effects);
    await recordTuning(recorded, tuning, search);
    return tuning;
  };
  try {
    return await withoutRecords(() =>
      stopOnInterrupt(search.signal, async (signal) => {
        if (tracker === undefined || run !== undefined) return await searchWithin(signal, run);
        const start = { name: `tune ${search.target}`, experiment };
        return await withinRun(tracker, start, (own) => searchWithin(signal, own), { signal });
      }),
    );
  } finally {
    await threads.close();
  }
}

async function recordTuning<Searched extends Space>(
  run: Run,
  { best, scores, study, fitted, metric, folds, rounds }: Tuning<ParamsOf<Searched>>,
  { target }: TuneOptions<Searched>,
): Promise<void> {
  const params: Record<string, ParamValue> = { target, metric, folds: folds.length, trials: study.trials.length };
  for (const [name, value] of Object.entries(best)) params[`best_${name}`] = value as ParamValue;
  if (rounds !== undefined) params.rounds = rounds;
  await run.logParams({ ...params, sampler: study.sampler, seed: study.seed });
  for (const { name, metrics } of scores) {
    const prefix = toMetricKey(name).replaceAll(" ", "_");
    const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
    await run.logMetrics(Object.fromEntries(finite.map(([key, value]) => [`${prefix}.${key}`, value])));
  }
  await run.setTags({ "cuaderno.study.directions": JSON.stringify({ [toMetricKey(metric)]: study.direction }) });
  await run.logArtifact("study.json", JSON.stringify(study.toJSON()));
  await run.logArtifact("model/model.json", JSON.stringify(fitted.toJSON()));
}
