import { NotFoundError, openRegistry, withRun } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import { trackTrials } from "cuaderno/search";
import type { ModelRegistry, Run, Tracker } from "cuaderno/tracking";
import { type ChampionOutcome, challengeChampion, crimeModelName, registerCrimeModel } from "./champion.js";
import type { CrimeScore } from "./compare.js";
import type { CrimeTable } from "./load.js";
import { readRecord, refinedFolder, writeRecord } from "./stored-training.js";
import { type CrimeTraining, type TrainCrimeOptions, trainCrime } from "./train.js";
import { crimeState, reasonToTrain } from "./training-state.js";

/** When and how to train. */
export interface RetrainCrimeOptions extends Omit<TrainCrimeOptions, "onTrial"> {
  readonly tracker: Tracker;
  /** Default: the one in the tracker's folder. */
  readonly registry?: ModelRegistry;
  /** Trains even when nothing has changed. Default: false. */
  readonly fresh?: boolean;
}

/** A training, the champion after it, and whether it is new. */
export interface CrimeRetraining {
  readonly training: CrimeTraining & { readonly runId: string };
  readonly champion: ChampionOutcome;
  readonly trained: boolean;
  /** In one sentence: why it was trained, or that nothing has changed. */
  readonly reason: string;
}

/**
 * Trains when there is a reason to: another window, changed files, other settings, no model yet. The tuned trees then challenge the
 * champion; where there is none yet, plain boosted trees take the place first. Otherwise gives what was kept.
 */
export async function retrainCrime(
  folder: string,
  table: CrimeTable,
  options: RetrainCrimeOptions,
): Promise<CrimeRetraining> {
  const { tracker, fresh = false, trials = 12, seed = 17 } = options;
  const registry = options.registry ?? (await openRegistry({ tracker }));
  const refined = await refinedFolder(folder, table.origin.data);
  const name = crimeModelName(table.origin.data);
  const [last, known] = [await readRecord(refined, "training"), await readRecord(refined, "champion")];
  const why = fresh ? "it was asked for" : reasonToTrain(last?.state, crimeState(table, { trials, seed }));
  const current = await championOf(registry, name);
  const reason = why ?? (current === undefined ? "the registry has no champion" : undefined);
  if (reason === undefined && last !== undefined && known !== undefined && current !== undefined) {
    const nothing = "nothing has changed since the last training: nothing was trained";
    await writeRecord(refined, "outcome", { reason: nothing });
    return { training: last, champion: { ...known, ...current }, trained: false, reason: nothing };
  }
  const start = {
    experiment: "crime",
    name: `training-${table.origin.data}`,
    tags: { "cuaderno.data": table.origin.label },
  };
  return withRun(
    tracker,
    start,
    async (run) => {
      await run.logParams({ trials, seed, from: table.months[0] ?? "", until: table.months.at(-1) ?? "" });
      for (const { name: file, sha256 } of table.origin.files) {
        await run.logInput({ name: file, source: table.origin.address, digest: sha256, context: "training" });
      }
      const onTrial = trackTrials(run, tracker, { metric: "average_precision" });
      const { training, plain, tuned } = await trainCrime(table, { ...options, trials, seed, onTrial });
      await run.logMetrics(metricsOf(training.scores));
      const add = (title: string, model: FittedPipeline): Promise<number> =>
        addVersion({ tracker, registry, run }, { name, title, model, training });
      if (current === undefined) {
        const first = await add("boosted trees", plain);
        await challengeChampion({ registry, tracker }, table, { name, version: first });
      }
      const version = await add("boosted trees, tuned", tuned);
      const champion = await challengeChampion({ registry, tracker }, table, { name, version });
      const kept = { ...training, runId: run.id };
      const trained = `trained because ${reason}`;
      await writeRecord(refined, "champion", champion);
      await writeRecord(refined, "outcome", { reason: trained });
      await writeRecord(refined, "training", kept);
      return { training: kept, champion, trained: true, reason: trained };
    },
    options.signal === undefined ? {} : { signal: options.signal },
  );
}

/** A model as a nested run with its scores, and as a version of the registered model. */
async function addVersion(
  { tracker, registry, run }: { readonly tracker: Tracker; readonly registry: ModelRegistry; readonly run: Run },
  {
    name,
    title,
    model,
    training,
  }: {
    readonly name: string;
    readonly title: string;
    readonly model: FittedPipeline;
    readonly training: CrimeTraining;
  },
): Promise<number> {
  return withRun(tracker, { parent: run, name: title }, async (own) => {
    const score = training.scores.find((one) => one.model === title);
    if (score !== undefined) await own.logMetrics({ auc: score.rocAuc, mcc: score.matthewsCorrelation, f1: score.f1 });
    const { from, until } = training.state;
    return registerCrimeModel(registry, own, model, { name, description: `${title}, ${from} to ${until}` });
  });
}

function metricsOf(scores: readonly CrimeScore[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    scores.flatMap(({ model, rocAuc, matthewsCorrelation }) => {
      const key = model.replace(/[^a-z0-9]+/g, "_");
      return [
        [`${key}.auc`, rocAuc],
        [`${key}.mcc`, matthewsCorrelation],
      ];
    }),
  );
}

async function championOf(
  registry: ModelRegistry,
  name: string,
): Promise<{ readonly champion: number; readonly previous: number | null } | undefined> {
  try {
    const { champion, previous = null } = (await registry.model(name)).aliases;
    return champion === undefined ? undefined : { champion, previous };
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return undefined;
    throw thrown;
  }
}
