import { importanceFigure, withRun } from "cuaderno";
import type { Store } from "cuaderno/store";
import type { StartRunOptions, Tracker } from "cuaderno/tracking";
import { openTrafficFolder } from "./folder.js";
import type { TrafficTable } from "./load.js";
import { lastState, readTraining, storeOutcome, storeTraining } from "./stored-training.js";
import { type TrafficTraining, type TrainOptions, trainTraffic } from "./train.js";
import { reasonToTrain, type TrainingState, trainingState } from "./training-state.js";

/** When and how to train. */
export interface RetrainOptions extends Omit<TrainOptions, "tracked"> {
  /** Puts a training on record; without it nothing is. */
  readonly tracker?: Tracker;
  /** Trains even when nothing has changed. Default: false. */
  readonly fresh?: boolean;
}

/** A training, and whether it is new. */
export interface Retraining {
  readonly training: TrafficTraining;
  readonly trained: boolean;
  /** In one sentence: why it was trained, or that nothing has changed. */
  readonly reason: string;
}

/**
 * Trains when there is a reason to: new, changed or vanished files, other settings, no model yet. Otherwise gives the last training
 * as it was kept in the data folder.
 */
export async function retrainTraffic(
  folder: string,
  table: TrafficTable,
  options: RetrainOptions = {},
): Promise<Retraining> {
  const { tracker, fresh = false, ...rest } = options;
  const { trials = 50, seed = 7 } = rest;
  const { refined } = await openTrafficFolder(folder);
  const now = trainingState(table, { trials, seed });
  const last = await lastState(refined, now.data);
  const stored = last === undefined || fresh ? undefined : await tryRead(refined, last);
  const reason = fresh
    ? "a new training was asked for"
    : (reasonToTrain(last, now) ?? (typeof stored === "string" ? stored : undefined));
  if (reason === undefined && typeof stored === "object") {
    const nothing = "nothing has changed since the last training: nothing was trained";
    return outcome(refined, { training: stored, trained: false, reason: nothing });
  }
  const training =
    tracker === undefined ? await trainTraffic(table, rest) : await trackedTraining(tracker, table, rest);
  await storeTraining(refined, training);
  return outcome(refined, { training, trained: true, reason: `trained because ${reason}` });
}

/** The stored training, or why it cannot be used: damaged, or of another version. */
async function tryRead(refined: Store, state: TrainingState): Promise<TrafficTraining | string> {
  try {
    return await readTraining(refined, state);
  } catch (thrown) {
    return `the last training cannot be read (${thrown instanceof Error ? thrown.message : String(thrown)})`;
  }
}

async function outcome(refined: Store, result: Retraining): Promise<Retraining> {
  await storeOutcome(refined, result.training.state.data, result.reason);
  return result;
}

async function trackedTraining(tracker: Tracker, table: TrafficTable, options: TrainOptions): Promise<TrafficTraining> {
  const { trials = 50, seed = 7, signal } = options;
  const start: StartRunOptions = {
    experiment: "traffic",
    name: `search-${table.origin.data}`,
    tags: { "cuaderno.data": table.origin.label },
  };
  return withRun(
    tracker,
    start,
    async (run) => {
      await run.logParams({ trials, seed, sampler: "tpe", test_from: "2016-01-01", data: table.origin.data });
      for (const { name, sha256 } of table.origin.files) {
        if (!table.objects.some(({ key }) => key === name)) continue;
        await run.logInput({ name, source: table.origin.address, digest: sha256, context: "training" });
      }
      const training = await trainTraffic(table, { ...options, tracked: { run, tracker } });
      const best = Object.entries(training.study.bestParams).map(([name, value]) => [`best_${name}`, value]);
      await run.logParams({ ...Object.fromEntries(best), rounds: training.rounds });
      for (const { model, year, rmse } of training.errors) await run.logMetrics({ [`${model}.rmse.${year}`]: rmse });
      await run.logArtifact("model/model.json", JSON.stringify(training.model.toJSON()));
      await run.logArtifact("model/model-holiday.json", JSON.stringify(training.modelHoliday.toJSON()));
      const importance = training.modelHoliday.importance();
      const figure = importanceFigure(importance, { title: "Gain of each feature", source: table.origin.label });
      await run.logArtifact("figures/importance.json", JSON.stringify(figure));
      await run.logArtifact("study.json", JSON.stringify(training.study.toJSON()));
      return training;
    },
    signal === undefined ? {} : { signal },
  );
}
