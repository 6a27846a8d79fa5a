import type { SearchOptions } from "../search/search-options.js";
import type { Trial } from "../search/trial.js";
import { ambientRun, recordInAmbient, withoutRecords } from "../tracking/autolog/ambient-run.js";
import type { ParamValue, Run } from "../tracking/tracker.js";
import { isTracked, type StudyProgress, trackTrials } from "./track-trials.js";

/** Trials of a search that get a run by themselves; `study.json` has all of them. */
const maxTrialRuns = 200;

/** What a search returns. */
interface FoundStudy {
  readonly sampler: string;
  readonly seed: number;
  readonly trials: readonly Trial<unknown>[];
  readonly interrupted: boolean;
  readonly direction?: string | undefined;
  readonly directions?: Readonly<Record<string, string>> | undefined;
  readonly best?: Trial<unknown> | undefined;
  readonly front?: readonly Trial<unknown>[] | undefined;
  toJSON(): object;
}

type Search<Point, Found> = (options: Pick<SearchOptions<Point>, "onTrial">) => Promise<Found>;

/**
 * The study of a search, recorded in the run of `withRun` around it, if there is one: each trial as a nested run
 * unless the program records its trials, then settings, best point and study.
 */
export async function recordSearch<Point, Found>(
  caller: "minimize" | "maximize" | "optimize",
  onTrial: ((trial: Trial<Point>, study: never) => void | Promise<void>) | undefined,
  search: Search<Point, Found>,
): Promise<Found> {
  const given = onTrial as SearchOptions<Point>["onTrial"];
  const ambient = ambientRun();
  if (ambient === undefined) return await search({ onTrial: given });
  return await recordInAmbient(ambient, { caller, name: caller }, (run) =>
    withoutRecords(async (scope) => {
      const record = trackTrials(run, ambient.tracker);
      let recorded = 0;
      const study = await search({
        onTrial: async (trial, progress) => {
          await given?.(trial, progress);
          if (isTracked(trial) || scope.runs > 0 || recorded >= maxTrialRuns) return;
          recorded++;
          await record(trial, progress as unknown as StudyProgress);
        },
      });
      await recordStudy(run, caller, study as unknown as FoundStudy);
      return study;
    }),
  );
}

async function recordStudy(run: Run, caller: string, study: FoundStudy): Promise<void> {
  const { sampler, seed, trials, interrupted, front } = study;
  const best = trials.some(({ state }) => state === "complete") ? study.best : undefined;
  const params: Record<string, ParamValue> = { sampler, seed, trials: trials.length, interrupted };
  for (const [name, value] of Object.entries((best?.params ?? {}) as object)) params[`best_${name}`] = value;
  await run.logParams(Object.fromEntries(Object.entries(params).map(([key, value]) => [`${caller}.${key}`, value])));
  if (best?.value !== undefined) await run.logMetrics({ [`${caller}.best_value`]: best.value });
  if (front !== undefined) await run.logMetrics({ [`${caller}.front_size`]: front.length });
  const { direction, directions } = study;
  await run.setTags({ "cuaderno.study.directions": JSON.stringify(directions ?? { value: direction }) });
  await run.logArtifact("study.json", JSON.stringify(study.toJSON()));
}
