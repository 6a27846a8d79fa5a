import { FormatError, type Json, NotFoundError, restorePipeline } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import { restoreStudy } from "cuaderno/search";
import type { Store } from "cuaderno/store";
import type { BoostingParams } from "./boosting-space.js";
import { openTrafficFolder } from "./folder.js";
import type { TrafficTraining } from "./train.js";
import type { TrainingState } from "./training-state.js";

/** What lies in the refined folder for each kind of data. */
const names = {
  state: "state.json",
  training: "training.json",
  model: "model.json",
  modelHoliday: "model-holiday.json",
};

/** The state of the last training on this kind of data, or undefined when there was none. */
export async function lastState(refined: Store, data: "real" | "sample"): Promise<TrainingState | undefined> {
  const key = `${data}/${names.state}`;
  return (await refined.stat(key)) === undefined
    ? undefined
    : ((await readJson(refined, key)) as unknown as TrainingState);
}

/** Keeps a training. The state comes last, so that a training cut short counts as none. */
export async function storeTraining(refined: Store, training: TrafficTraining): Promise<void> {
  const { state, study, model, modelHoliday, ...rest } = training;
  const folder = state.data;
  await refined.remove(`${folder}/${names.state}`);
  await writeJson(refined, `${folder}/${names.model}`, model.toJSON());
  await writeJson(refined, `${folder}/${names.modelHoliday}`, modelHoliday.toJSON());
  await writeJson(refined, `${folder}/${names.training}`, { ...rest, study: study.toJSON() });
  await writeJson(refined, `${folder}/${names.state}`, state);
}

/** The training that `storeTraining` kept. */
export async function readTraining(refined: Store, state: TrainingState): Promise<TrafficTraining> {
  const place = `${refined.name}/${state.data}/${names.training}`;
  const training = await readJson(refined, `${state.data}/${names.training}`);
  const { study, ...rest } = training as Record<string, unknown>;
  return {
    ...(rest as unknown as Pick<TrafficTraining, "runId" | "foldRounds" | "rounds" | "errors">),
    state,
    study: restoreStudy<BoostingParams>(study, place),
    model: restorePipeline(await readJson(refined, `${state.data}/${names.model}`)),
    modelHoliday: restorePipeline(await readJson(refined, `${state.data}/${names.modelHoliday}`)),
  };
}

/** Keeps what the last call to train came to, in words. */
export async function storeOutcome(refined: Store, data: "real" | "sample", reason: string): Promise<void> {
  await writeJson(refined, `${data}/outcome.json`, { reason });
}

/** What the last call to train came to, in words. */
export async function lastOutcome(refined: Store, data: "real" | "sample"): Promise<string> {
  return ((await readJson(refined, `${data}/outcome.json`)) as { readonly reason: string }).reason;
}

/** The last model with the holiday repair, restored from its saved JSON: what serves predictions. */
export async function savedModel(folder: string, data: "real" | "sample"): Promise<FittedPipeline> {
  const { refined } = await openTrafficFolder(folder);
  const key = `${data}/${names.modelHoliday}`;
  if ((await refined.stat(key)) === undefined) {
    throw new NotFoundError(`savedModel: no model for ${data} data in ${refined.name}; run notebook 03-search first`);
  }
  return restorePipeline(await readJson(refined, key));
}

async function readJson(store: Store, key: string): Promise<Json> {
  const text = new TextDecoder().decode(await store.read(key));
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new FormatError(`readTraining: ${store.name}/${key} is not JSON; remove it, the next run trains again`, {
      cause,
    });
  }
}

async function writeJson(store: Store, key: string, value: unknown): Promise<void> {
  await store.write(key, new TextEncoder().encode(`${JSON.stringify(value)}\n`));
}
