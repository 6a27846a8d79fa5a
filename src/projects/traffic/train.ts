import { type Columns, gradientBoosting, pipeline, toColumns } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import { type Study, trackTrials } from "cuaderno/search";
import type { Run, Tracker } from "cuaderno/tracking";
import { trafficBaselines } from "./baselines.js";
import type { BoostingParams } from "./boosting-space.js";
import { evaluateTraffic, type YearError } from "./evaluate.js";
import { trafficSteps } from "./features.js";
import { finalRounds } from "./final-rounds.js";
import { trafficFolds } from "./folds.js";
import type { TrafficTable } from "./load.js";
import { prepareTraffic } from "./prepare.js";
import { searchTraffic, type TrafficSearchOptions } from "./search.js";
import { rowsBetween, yearsOf } from "./table-parts.js";
import { type TrainingState, trainingState } from "./training-state.js";

/** First day that no model has seen, neither in the search nor in the fit. */
export const testFrom = "2016-01-01";

/** What a training found. */
export interface TrafficTraining {
  readonly state: TrainingState;
  /** The run on record, or an empty text when it was not tracked. */
  readonly runId: string;
  readonly study: Study<BoostingParams>;
  /** Rounds that the best point needed on each fold, and those of the final fit. */
  readonly foldRounds: readonly number[];
  readonly rounds: number;
  /** The tuned model that sees holidays as the table names them, at midnight only. */
  readonly model: FittedPipeline;
  /** The same with the holiday spread over its day. */
  readonly modelHoliday: FittedPipeline;
  /** Errors of baselines and models, year by year from 2016. */
  readonly errors: readonly YearError[];
}

/** How to train. */
export interface TrainOptions extends TrafficSearchOptions {
  /** A run, and its tracker, to put everything on record: every trial as a nested run, both models, the study, the inputs. */
  readonly tracked?: { readonly run: Run; readonly tracker: Tracker };
}

/**
 * Searches inside the years before 2016, fits the best point on all of them, with and without the holiday repair, and only then looks at
 * 2016 and later.
 */
export async function trainTraffic(table: TrafficTable, options: TrainOptions = {}): Promise<TrafficTraining> {
  const { trials = 50, seed = 7, tracked } = options;
  const spread = toColumns(prepareTraffic(table.frame));
  const atMidnight = toColumns(prepareTraffic(table.frame, { holiday: "midnight" }));
  const training = rowsBetween(spread, "1970-01-01", testFrom);
  const folds = trafficFolds(training);
  const onTrial =
    tracked === undefined ? options.onTrial : trackTrials(tracked.run, tracked.tracker, { metric: "rmse" });
  const { study, bestRounds } = await searchTraffic(folds, {
    ...options,
    trials,
    seed,
    ...(onTrial === undefined ? {} : { onTrial }),
  });
  const meanFoldRows = folds.reduce((total, { target }) => total + target.length, 0) / folds.length;
  const rounds = finalRounds(bestRounds, training.rowCount / meanFoldRows);
  const fitted = (rows: Columns): FittedPipeline => {
    const model = gradientBoosting({ ...study.bestParams, rounds, seed });
    return pipeline({ steps: trafficSteps(), model }).fit(rowsBetween(rows, "1970-01-01", testFrom), "volume");
  };
  const [model, modelHoliday] = [fitted(atMidnight), fitted(spread)];
  const { hourMean, hourWeekdayMean } = trafficBaselines(training);
  const years = yearsOf(spread).filter((year) => `${year}-01-01` >= testFrom);
  const errors = [
    ...evaluateTraffic({ hour_mean: hourMean, hour_weekday_mean: hourWeekdayMean }, spread, years),
    ...evaluateTraffic({ model }, atMidnight, years),
    ...evaluateTraffic({ model_holiday: modelHoliday }, spread, years),
  ];
  return {
    state: trainingState(table, { trials, seed }),
    runId: tracked?.run.id ?? "",
    study,
    foldRounds: bestRounds,
    rounds,
    model,
    modelHoliday,
    errors,
  };
}
