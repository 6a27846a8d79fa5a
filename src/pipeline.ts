// cuaderno/pipeline: pipelines, splits, evaluation

export { type Backtest, type BacktestOptions, type BacktestRow, backtest } from "./pipeline/backtest.js";
export { contributionFigure, type OneContributionFigureOptions } from "./pipeline/contribution-figure.js";
export { type ContributionFigureOptions, contributionSwarmFigure } from "./pipeline/contribution-swarm-figure.js";
export {
  type CrossValidation,
  type CrossValidationOptions,
  crossValidate,
  type FoldScore,
} from "./pipeline/cross-validate.js";
export { type Evaluation, type EvaluateOptions, type EvaluationRow, evaluate } from "./pipeline/evaluate.js";
export type { CustomMetric, Metric, MetricName, Task } from "./pipeline/metric-definition.js";
export type { FoldOptions } from "./pipeline/plan-folds.js";
export { type TuneRunOptions, tune } from "./studies/tune.js";
export type { Tuning, TuneOptions, TuningScore } from "./pipeline/tune-pipeline.js";
export { type FittedSteps, fitSteps } from "./pipeline/fit-steps.js";
export type { FittedPipeline } from "./pipeline/fitted-pipeline.js";
export type { InputColumn, InputFormat, TrainingRange } from "./pipeline/input-column.js";
export type { TargetColumn } from "./pipeline/describe-target.js";
export { type Explanation, type ExplainOptions, explain } from "./pipeline/explain.js";
export { groupFolds } from "./pipeline/group-folds.js";
export { type GroupSplitOptions, groupSplit } from "./pipeline/group-split.js";
export { type ModelReportOptions, modelReport } from "./pipeline/model-report.js";
export {
  type PartialDependence,
  type PartialDependenceOptions,
  partialDependence,
} from "./pipeline/partial-dependence.js";
export {
  type PermutationImportanceOptions,
  type PermutationShare,
  permutationImportance,
} from "./pipeline/permutation-importance.js";
export type { PipelineFitOptions } from "./pipeline/fit-pipeline.js";
export { type Pipeline, type PipelineOptions, pipeline } from "./pipeline/pipeline.js";
export { type RandomFoldsOptions, randomFolds } from "./pipeline/random-folds.js";
export { type RandomSplitOptions, randomSplit } from "./pipeline/random-split.js";
export { type ResidualBand, type ResidualSummary, residualSummary } from "./pipeline/residual-summary.js";
export type { RestorePipelineOptions } from "./pipeline/read-pipeline-json.js";
export { restorePipeline } from "./pipeline/restore-pipeline.js";
export { type PredictedRow, type PredictRowsOptions, predictRows } from "./pipeline/predict-rows.js";
export { type Contribution, type ExplainedRow, type ExplainRowsOptions, explainRows } from "./pipeline/explain-rows.js";
export type { Row } from "./pipeline/read-rows.js";
export type { RowProblem } from "./pipeline/row-problem.js";
export { sharedRowsWarning } from "./pipeline/shared-rows-warning.js";
export { shuffledDatesWarning } from "./pipeline/shuffled-dates-warning.js";
export { type StratifiedFoldsOptions, stratifiedFolds } from "./pipeline/stratified-folds.js";
export { type StratifiedSplitOptions, stratifiedSplit } from "./pipeline/stratified-split.js";
export { type TimeFoldsOptions, timeFolds } from "./pipeline/time-folds.js";
export {
  type Split,
  type TableSplit,
  type TimeCutoff,
  type TimeSplitOptions,
  timeSplit,
} from "./pipeline/time-split.js";
export { type MemoOptions, memo } from "./io/memo/memo.js";
