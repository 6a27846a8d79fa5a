import { ArgumentError } from "../core/errors.js";
import { meanModel } from "../models/baselines/mean-model.js";
import type { TrialContext } from "../search/objective.js";
import { medianPruner } from "../search/pruners/median-pruner.js";
import { nopPruner } from "../search/pruners/nop-pruner.js";
import type { Pruner } from "../search/pruners/pruner.js";
import { runSearch } from "../search/run-search.js";
import type { SearchOptions } from "../search/search-options.js";
import type { ParamsOf, Space } from "../search/space/space.js";
import type { Study } from "../search/study.js";
import type { StudyEffects } from "../search/study-session.js";
import type { Columns } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";
import { checkWeights, foldWarnings } from "./cross-validate.js";
import { finalRounds, withRounds } from "./final-rounds.js";
import { trainingTable } from "./fit-pipeline.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { FoldFits } from "./fold-fits.js";
import { type FitElsewhere, FoldScorer } from "./fold-scorer.js";
import {
  type CustomMetric,
  defaultMetric,
  getMetric,
  getMetrics,
  type MetricDefinition,
  type MetricName,
  type Task,
} from "./metric-definition.js";
import { modelVerdict } from "./model-verdict.js";
import { pipeline as makePipeline, type Pipeline } from "./pipeline.js";
import { checkFolds, type FoldOptions, planFolds } from "./plan-folds.js";
import { tableTimes } from "./refuse-shuffled-dates.js";
import { readTarget } from "./target-column.js";
import { targetTask } from "./target-task.js";
import type { Split } from "./time-split.js";

/** What is searched, on which rows and by which metric. */
export interface TuneOptions<Searched extends Space>
  extends FoldOptions,
    Omit<SearchOptions<ParamsOf<Searched>>, "concurrency" | "resume" | "seed" | "pruner"> {
  /** The rows to learn from, a Polars frame or columns; test rows stay out of it. */
  readonly table: TableSource;
  /** Name of the target column. */
  readonly target: string;
  /** The settings to try, such as `{ depth: integer(3, 8), learningRate: real(0.02, 0.3, { log: true }) }`. */
  readonly space: Searched;
  /**
   * The pipeline at a point of the space. Steps that do not depend on the point are fitted once for all trials when
   * they are made outside.
   */
  readonly pipeline: (params: ParamsOf<Searched>) => Pipeline;
  /**
   * What the search makes small or large.
   * @default "rmse" for numbers, "rocAuc" for two classes, "logLoss" for many
   */
  readonly metric?: MetricName | CustomMetric | undefined;
  /**
   * Further metrics in the table of scores.
   * @default the usual ones of the task
   */
  readonly metrics?: readonly (MetricName | CustomMetric)[] | undefined;
  /**
   * A trial's value: the mean of the folds' scores, or one score over the rows of all folds.
   * @default "folds"
   */
  readonly average?: "folds" | "rows" | undefined;
  /**
   * Baselines to compare with, on the same folds.
   * @default the mean of the training target alone, which is always there
   */
  readonly baselines?: Readonly<Record<string, Pipeline>> | undefined;
  /**
   * Ends trials early by the scores of their first folds; `nopPruner()` never does.
   * @default medianPruner(), and nopPruner() with gridSampler
   */
  readonly pruner?: Pruner | undefined;
  /** Weight of each row in fitting, as an array or the name of its column. */
  readonly weights?: Float64Array | string | undefined;
}

/** A baseline or the best pipeline over the folds. */
export interface TuningScore {
  readonly name: string;
  readonly kind: "baseline" | "model";
  /** Each metric over the folds. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Population standard deviation of each metric over the folds. */
  readonly deviation: Readonly<Record<string, number>>;
}

/** What a search of a pipeline's settings found. */
export interface Tuning<Point> {
  readonly kind: "tuning";
  /** Every trial. */
  readonly study: Study<Point>;
  /** Name of the metric that was searched by. */
  readonly metric: string;
  readonly best: Point;
  /** The pipeline at the best point, not fitted; with a fixed number of `rounds` instead of early stopping. */
  readonly pipeline: Pipeline;
  /** The same, fitted on all rows of the table. */
  readonly fitted: FittedPipeline;
  /** Baselines, then the best pipeline as `best`. */
  readonly scores: readonly TuningScore[];
  /** The folds, as row indexes. */
  readonly folds: readonly Split[];
  /** Rounds that the best pipeline grew on each fold, and those of the final fit, for boosted trees. */
  readonly foldRounds?: readonly number[] | undefined;
  readonly rounds?: number | undefined;
  /** Each row's prediction by the best pipeline of the fold that tested it; NaN where none did. */
  readonly predictions: Float64Array;
  /** One sentence: the best pipeline against the best baseline. */
  readonly verdict: string;
  readonly warnings: readonly string[];
}

/** What a search needs of the world: the clock, journals, and threads if there are any. */
export interface TuneEffects extends StudyEffects {
  /** Fits a model of one fold in another thread. */
  readonly fitElsewhere?: FitElsewhere | undefined;
  /** Whether bins are put on memory that threads share. */
  readonly shared?: boolean | undefined;
}

/**
 * Searches the settings of a pipeline by cross-validation. `tune` is this with the real clock, files and threads.
 *
 * The trials follow one another and the folds of a trial may run side by side, so the result depends on the table, the
 * space and the seed alone.
 */
export async function tunePipeline<Searched extends Space>(
  options: TuneOptions<Searched>,
  effects: TuneEffects,
): Promise<Tuning<ParamsOf<Searched>>> {
  const { target, weights, space, pipeline, seed = 0 } = options;
  const plan = planTuning(options, effects);
  const { columns, folds, definition, scorer } = plan;
  const baselines = await scoreBaselines(plan, options.baselines ?? {});
  const objective = async (params: ParamsOf<Searched>, trial: TrialContext): Promise<number> => {
    const outcome = await scorer.score(pipeline(params), (fold, value) => trial.report(fold, value));
    return outcome.metrics[definition.name] ?? Number.NaN;
  };
  // A grid scores all of its points, as in scikit-learn.
  const pruner = options.sampler?.kind === "grid" ? nopPruner() : medianPruner();
  const search = { pruner, ...searchOptions(options), seed };
  const direction = definition.better === "lower" ? "minimize" : "maximize";
  const study = await runSearch(direction, space, objective, search, effects);
  const searched = pipeline(study.bestParams);
  const outcome = await scorer.score(searched);
  const rounds = finalRounds(searched, outcome, folds, columns.rowCount);
  const best = rounds === undefined ? searched : withRounds(searched, rounds);
  const scores: readonly TuningScore[] = [
    ...baselines,
    { name: "best", kind: "model", metrics: outcome.metrics, deviation: outcome.deviation },
  ];
  return {
    kind: "tuning",
    study,
    metric: definition.name,
    best: study.bestParams,
    pipeline: best,
    fitted: best.fit(columns, target, { weights }),
    scores,
    folds,
    foldRounds: outcome.rounds.length > 0 ? outcome.rounds : undefined,
    rounds,
    predictions: outcome.predictions,
    verdict: `${modelVerdict(scores, definition)}; the settings were chosen on these folds, so measure them on test rows`,
    warnings: foldWarnings(folds, tableTimes(columns)),
  };
}

/** The metric that a search goes by, given or the usual one of the target's task. */
export function tuningMetric<Searched extends Space>({
  table,
  target,
  metric,
}: TuneOptions<Searched>): MetricDefinition {
  const { task } = targetTask("tune", readTarget("tune", table, target), metric);
  return getMetric("tune", task, metric ?? defaultMetric(task));
}

interface TuningPlan {
  readonly task: Task;
  readonly columns: Columns;
  readonly folds: readonly Split[];
  readonly definition: MetricDefinition;
  readonly scorer: FoldScorer;
}

/** Everything that can be refused is refused here, before the first trial. */
function planTuning<Searched extends Space>(options: TuneOptions<Searched>, effects: TuneEffects): TuningPlan {
  const { target, weights, metric, average = "folds" } = options;
  const columns = columnsFor("tune", options.table);
  const table = trainingTable(columns, target, { weights });
  const folds = planFolds("tune", columns, table.target, options);
  checkFolds("tune", folds, columns.rowCount);
  checkWeights("tune", table.weights, columns.rowCount);
  const task = targetTask("tune", table.target, metric);
  const definition = getMetric("tune", task.task, metric ?? defaultMetric(task.task));
  const others = getMetrics("tune", task.task, options.metrics).filter(({ name }) => name !== definition.name);
  const { shared = false, fitElsewhere } = effects;
  const scorer = new FoldScorer({
    fits: new FoldFits(table, folds, { shared }),
    folds,
    rowCount: columns.rowCount,
    task,
    definitions: [definition, ...others],
    average,
    fitElsewhere,
  });
  return { task: task.task, columns, folds, definition, scorer };
}

async function scoreBaselines(
  { scorer, task }: TuningPlan,
  baselines: Readonly<Record<string, Pipeline>>,
): Promise<readonly TuningScore[]> {
  if (Object.hasOwn(baselines, "best"))
    throw new ArgumentError('tune: a baseline cannot be called "best"; give it another name');
  const constant =
    task === "regression"
      ? { "training mean": makePipeline({ model: meanModel() }) }
      : { "training shares": makePipeline({ model: meanModel({ target: "class" }) }) };
  const all = { ...constant, ...baselines };
  const scores: TuningScore[] = [];
  for (const [name, pipeline] of Object.entries(all)) {
    const { metrics, deviation } = await scorer.score(pipeline);
    scores.push({ name, kind: "baseline", metrics, deviation });
  }
  return scores;
}

const tuneOptions = "table target space pipeline metric metrics average baselines weights folds time groups seed".split(
  " ",
);

/** The options of the search itself. */
function searchOptions<Searched extends Space>(
  options: TuneOptions<Searched>,
): Omit<SearchOptions<ParamsOf<Searched>>, "seed"> {
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => !tuneOptions.includes(name) && value !== undefined),
  );
}
