import { type Columns, getNumbers, gradientBoosting, pipeline, stratifiedSplit } from "cuaderno";
import { classificationMetrics } from "cuaderno/models";
import type { FittedPipeline } from "cuaderno/pipeline";
import { takeRows } from "cuaderno/table";
import type { CrimeParams } from "./boosting-space.js";
import { type CrimeScore, compareCrimeModels, crimeSplit, plainBoosting } from "./compare.js";
import { crimeSteps } from "./features.js";
import type { CrimeTable } from "./load.js";
import { locatedCrimes, ownDistrictShare } from "./prepare.js";
import { type CrimeSearchOptions, searchCrime, settingsOf } from "./search.js";
import { arrestsOf, rowsBetween } from "./table-parts.js";
import { type CrimeState, crimeState } from "./training-state.js";

/** What a training found, as JSON keeps it. */
export interface CrimeTraining {
  readonly state: CrimeState;
  readonly rows: { readonly year: number; readonly located: number; readonly train: number; readonly test: number };
  readonly ownDistrictShare: number;
  /** Naive lines, models and the tuned trees on the stratified test rows. */
  readonly scores: readonly CrimeScore[];
  /** Boosted trees that learned from all months but the last two, on those two: what a shuffled split hides. */
  readonly byTime: CrimeScore;
  readonly trials: number;
  readonly bestParams: CrimeParams;
  readonly bestValue: number;
  readonly rounds: number;
}

/** A training with its two fitted pipelines. */
export interface CrimeModels {
  readonly training: CrimeTraining;
  readonly plain: FittedPipeline;
  readonly tuned: FittedPipeline;
}

export interface TrainCrimeOptions extends CrimeSearchOptions {
  /** Called with a line per step. */
  readonly log?: (line: string) => void;
}

/** Compares the models on the window, searches for better boosted trees on its training rows, and scores those on the test rows too. */
export async function trainCrime(table: CrimeTable, options: TrainCrimeOptions = {}): Promise<CrimeModels> {
  const { trials = 12, seed = 17, log = () => undefined } = options;
  const rows = locatedCrimes(table.frame);
  const comparison = compareCrimeModels(rows, table.stations, { seed, log });
  const split = crimeSplit(rows, seed);
  const [train, test] = [takeRows(rows, split.train), takeRows(rows, split.test)];
  const { study } = await searchCrime(train, table.stations, { ...options, trials, seed });
  const tuned = fitTuned(train, table, study.bestParams, seed);
  const scores = [...comparison.scores, scoreOf("boosted trees, tuned", tuned, test)];
  log(`tuned: MCC ${scores.at(-1)?.matthewsCorrelation.toFixed(3)}`);
  const { trees } = JSON.parse(JSON.stringify(tuned.model)) as { readonly trees?: readonly unknown[] };
  return {
    plain: comparison.boosted,
    tuned,
    training: {
      state: crimeState(table, { trials, seed }),
      rows: {
        year: table.frame.height,
        located: rows.rowCount,
        train: comparison.trainRows,
        test: comparison.testRows,
      },
      ownDistrictShare: ownDistrictShare(rows, table.stations),
      scores,
      byTime: scoreByTime(rows, table, seed),
      trials: study.trials.length,
      bestParams: study.bestParams,
      bestValue: study.bestValue,
      rounds: trees?.length ?? 0,
    },
  };
}

/** How a fitted pipeline does on rows it has not learned from. */
export function scoreOf(model: string, fitted: FittedPipeline, rows: Columns): CrimeScore {
  return { model, kind: "model", ...classificationMetrics(arrestsOf(rows), fitted.probability(rows)) };
}

/** The best point on all training rows; how many trees are enough is seen on a tenth of them. */
function fitTuned(train: Columns, { stations }: CrimeTable, params: CrimeParams, seed: number): FittedPipeline {
  const watch = stratifiedSplit(getNumbers(train, "arrest"), { testShare: 0.1, seed });
  const model = gradientBoosting({ ...settingsOf(params), rounds: 400, earlyStopping: 15, seed });
  return pipeline({ steps: crimeSteps(stations), model }).fit(takeRows(train, watch.train), "arrest", {
    validation: { columns: takeRows(train, watch.test), target: "arrest" },
  });
}

function scoreByTime(rows: Columns, { months, stations }: CrimeTable, seed: number): CrimeScore {
  const from = Date.parse(`${months.at(-2) ?? months[0]}-01`);
  const [before, after] = [
    rowsBetween(rows, Number.NEGATIVE_INFINITY, from),
    rowsBetween(rows, from, Number.POSITIVE_INFINITY),
  ];
  const fitted = pipeline({ steps: crimeSteps(stations), model: plainBoosting(seed) }).fit(before, "arrest");
  return scoreOf("boosted trees, last two months as test", fitted, after);
}
