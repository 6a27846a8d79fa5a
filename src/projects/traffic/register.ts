import { gradientBoosting, type Promotion, pipeline, promoteVersion, toColumns, withRun } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import type { ModelRegistry, ModelVersion, Tracker } from "cuaderno/tracking";
import type { BoostingParams } from "./boosting-space.js";
import { evaluateTraffic } from "./evaluate.js";
import { trafficSteps } from "./features.js";
import { finalRounds } from "./final-rounds.js";
import { fitFold } from "./fold-error.js";
import { trafficFolds } from "./folds.js";
import type { TrafficTable } from "./load.js";
import { prepareTraffic } from "./prepare.js";
import { patience } from "./search.js";
import { rowsBetween, yearsOf } from "./table-parts.js";
import { type TrafficTraining, testFrom } from "./train.js";

/** The best models of a search in the registry. */
export interface RegisteredTraffic {
  /** The best first. */
  readonly versions: readonly ModelVersion[];
  /** Whether they are new, or this search had been registered before. */
  readonly registered: boolean;
  readonly champion: ModelVersion;
  /** In one sentence: why the best of the search is champion, or is not. */
  readonly reason: string;
}

/** The share of the champion's validation error that a challenger must save. */
export const promotionGain = 0.01;

const metric = "validation_rmse";
const madeBy = "cuaderno.traffic.training";

/** Where models stand in the registry; made-up data never competes with real data. */
export function trafficModelName(data: "real" | "sample"): string {
  return data === "real" ? "traffic-volume" : "traffic-volume-sample";
}

/**
 * Registers the best models of a search as versions of one name, each with a run of its own, and lets the best of them challenge the
 * champion on the validation error of the search; years from 2016 on decide nothing. A search that is registered already is not
 * registered again.
 */
export async function registerTraffic(
  table: TrafficTable,
  training: TrafficTraining,
  {
    registry,
    tracker,
    count = 2,
  }: { readonly registry: ModelRegistry; readonly tracker: Tracker; readonly count?: number },
): Promise<RegisteredTraffic> {
  const name = trafficModelName(table.origin.data);
  const known = (await registry.models()).some((model) => model.name === name);
  const before = known ? await registry.versions(name) : [];
  const own = before.filter(({ tags }) => tags[madeBy] === training.runId && training.runId !== "");
  const versions =
    own.length >= count ? own.toReversed() : await registerBest(name, table, training, { registry, tracker, count });
  const [best] = versions as [ModelVersion, ...ModelVersion[]];
  const promotion: Promotion = await promoteVersion(
    { registry, tracker },
    { name, challenger: best.version, metric, minGain: promotionGain, direction: "minimize" },
  );
  return {
    versions,
    registered: own.length < count,
    champion: await registry.version(name, "champion"),
    reason: promotion.reason,
  };
}

async function registerBest(
  name: string,
  table: TrafficTable,
  training: TrafficTraining,
  { registry, tracker, count }: { readonly registry: ModelRegistry; readonly tracker: Tracker; readonly count: number },
): Promise<readonly ModelVersion[]> {
  const rows = toColumns(prepareTraffic(table.frame));
  const years = yearsOf(rows).filter((year) => `${year}-01-01` >= testFrom);
  const best = training.study.trials
    .flatMap(({ number, params, value }) => (value === undefined ? [] : [{ number, params, value }]))
    .sort((a, b) => a.value - b.value || a.number - b.number)
    .slice(0, count);
  const versions: ModelVersion[] = [];
  for (const { number, params, value } of best) {
    const model = number === training.study.best.number ? training.modelHoliday : fitTrial(table, training, params);
    const start = {
      experiment: "traffic",
      name: `model-of-trial-${number}`,
      tags: { "cuaderno.data": table.origin.label },
    };
    versions.push(
      await withRun(tracker, start, async (run) => {
        await run.logParams({ ...params, trial: number });
        await run.logMetrics({ [metric]: value });
        for (const { year, rmse } of evaluateTraffic({ model }, rows, years))
          await run.logMetrics({ [`rmse.${year}`]: rmse });
        await run.logArtifact("model/pipeline.json", JSON.stringify(model.toJSON()));
        const description = `trial ${number} of the search, holiday over the day, ${table.origin.label}`;
        const tags = { [madeBy]: training.runId };
        return registry.register(name, { runId: run.id, path: "model/pipeline.json", description, tags });
      }),
    );
  }
  return versions;
}

/** Another trial's point, fitted as the best one was: its own rounds on each fold decide how many trees it gets. */
function fitTrial(table: TrafficTable, { state }: TrafficTraining, params: BoostingParams): FittedPipeline {
  const { seed } = state.settings;
  const rows = rowsBetween(toColumns(prepareTraffic(table.frame)), "1970-01-01", testFrom);
  const folds = trafficFolds(rows);
  const foldRounds = folds.map((_, fold) => fitFold({ ...params, fold }, { folds, seed, patience }).rounds);
  const meanFoldRows = folds.reduce((total, { target }) => total + target.length, 0) / folds.length;
  const rounds = finalRounds(foldRounds, rows.rowCount / meanFoldRows);
  return pipeline({ steps: trafficSteps(), model: gradientBoosting({ ...params, rounds, seed }) }).fit(rows, "volume");
}
