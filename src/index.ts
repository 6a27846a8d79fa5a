// The everyday names, by subject; everything else by subpath: cuaderno/stats, /table, /store, /sources, /report,
// /features, /models, /pipeline, /search, /tracking, /drift, /notebook.

// errors, repeatable randomness
export { contentHash } from "./core/content-hash.js";
export {
  AccessError,
  ArgumentError,
  CuadernoError,
  EnvironmentError,
  type ErrorKind,
  FailedError,
  FormatError,
  InterruptedError,
  NotFoundError,
  TimeoutError,
} from "./core/errors.js";
export type { Json, JsonObject } from "./core/json.js";
export { type RandomSource, randomSource } from "./core/random-source.js";

// statistics
export { correlation } from "./stats/correlation.js";
export { type KolmogorovSmirnov, kolmogorovSmirnov } from "./stats/kolmogorov-smirnov.js";
export { mean } from "./stats/mean.js";
export { populationStabilityIndex } from "./stats/population-stability-index.js";
export { quantile } from "./stats/quantile.js";
export { standardDeviation } from "./stats/standard-deviation.js";
export { type Summary, summarize } from "./stats/summarize.js";

// tables: schemas, reading, writing, SQL
export { type SqlOptions, type SqlQuery, type SqlTables, sql } from "./io/sql/sql.js";
export { type ReadChunksOptions, readChunks } from "./io/tables/read-chunks.js";
export { type ReadTableOptions, readTable, type TableFormat } from "./io/tables/read-table.js";
export { type ScanTableOptions, scanTable } from "./io/tables/scan-table.js";
export { type WriteTableOptions, writeTable } from "./io/tables/write-table.js";
export { type ArqueroTable, fromArquero, toArquero } from "./table/arquero-table.js";
export { type ColumnCorrelation, columnCorrelations } from "./table/column-correlations.js";
export { type Column, type Columns, columnsFromEntries } from "./table/columns.js";
export { getNumbers } from "./table/get-numbers.js";
export { type InferredSchema, inferSchema } from "./table/csv/infer-schema.js";
export { type ColumnDescription, describe, type FrameDescription, type NumberDescription } from "./table/describe.js";
export { toColumns, type ToColumnsOptions } from "./table/to-columns.js";
export {
  type ColumnKind,
  type ColumnOptions,
  type ColumnSpec,
  column,
  type DatetimeColumnOptions,
  type NumberColumnOptions,
  type StringColumnOptions,
  type ThousandsMark,
} from "./table/schema/column.js";
export {
  type DataDictionary,
  type DictionaryEntry,
  type DictionaryPage,
  dataDictionary,
} from "./table/schema/data-dictionary.js";
export {
  type SchemaRow,
  type SchemaColumns,
  type SchemaOptions,
  schema,
  type TableSchema,
} from "./table/schema/schema.js";
export { type Validation, validateTable } from "./table/schema/validate-table.js";

// stores
export { openStore } from "./io/stores/open-store.js";

// datasets and sources
export { type AppendDatasetOptions, appendDataset, type DatasetAppend } from "./io/datasets/append-dataset.js";
export { type OpenDatasetOptions, openDataset, readDataset } from "./io/datasets/open-dataset.js";
export { type PulledFiles, type PullFilesOptions, pullFiles } from "./io/datasets/pull-files.js";
export { publishDataset } from "./io/datasets/publish-dataset.js";
export { type ReadSqlOptions, readSql } from "./sources/sql/read-sql.js";

// figures, pages, display
export { descriptionParts } from "./display/description-parts.js";
export { type MetricOptions, metric } from "./display/metric.js";
export { setTag } from "./display/set-tag.js";
export { show } from "./display/show.js";
export { live, type LiveOptions, type LivePage } from "./live/live.js";
export { type BarOptions, barFigure } from "./report/figures/bar-figure.js";
export { boxFigure } from "./report/figures/box-figure.js";
export { type HeatmapCells, type HeatmapOptions, heatmapFigure } from "./report/figures/heatmap-figure.js";
export { type HistogramOptions, type HistogramSeries, histogramFigure } from "./report/figures/histogram-figure.js";
export { type ImportanceOptions, importanceFigure } from "./report/figures/importance-figure.js";
export { type LineOptions, type LineSeries, lineFigure } from "./report/figures/line-figure.js";
export {
  type ScatterOptions,
  type ScatterSeries,
  type ScatterTrend,
  scatterFigure,
} from "./report/figures/scatter-figure.js";
export { violinFigure } from "./report/figures/violin-figure.js";
export { renderPage } from "./report/page/render-page.js";
export type { Table, TableCell, TableColumn } from "./report/tables/table.js";

// feature steps
export { type ColumnWarningsOptions, columnWarnings } from "./features/column-warnings.js";
export { defineStep, type StepFactory, type StepDefinition } from "./features/define-step.js";
export { type FittedKMeans, type KMeansOptions, type KMeansStep, kMeans } from "./features/derive/k-means.js";
export { type NearestOnSphereOptions, nearestOnSphere, type GeoPoint } from "./features/derive/nearest-on-sphere.js";
export { type FittedPca, type PcaOptions, type PcaStep, pca } from "./features/derive/pca.js";
export { type PolynomialFeaturesOptions, polynomialFeatures } from "./features/derive/polynomial-features.js";
export { frequencyEncode } from "./features/encoders/frequency-encode.js";
export { type OneHotOptions, type OneHotUnseen, oneHot } from "./features/encoders/one-hot.js";
export { type OrdinalOptions, type OrdinalUnseen, ordinal } from "./features/encoders/ordinal.js";
export { type TargetEncodeOptions, targetEncode } from "./features/encoders/target-encode.js";
export { type ImputeOptions, type ImputeStrategy, impute } from "./features/impute.js";
export { type ClipBounds, type ClipOptions, clip } from "./features/scalers/clip.js";
export { log1p } from "./features/scalers/log1p.js";
export { type MinMaxScaleOptions, minMaxScale } from "./features/scalers/min-max-scale.js";
export { type StandardScaleOptions, standardScale } from "./features/scalers/standard-scale.js";
export { drop } from "./features/selection/drop.js";
export {
  type SelectionScore,
  type SelectionStep,
  type SelectKBestOptions,
  selectKBest,
} from "./features/selection/select-k-best.js";
export { select } from "./features/selection/select.js";
export { type CalendarPart, type CalendarPartsOptions, calendarParts } from "./features/time/calendar-parts.js";
export { type CyclicOptions, cyclic } from "./features/time/cyclic.js";
export { lags } from "./features/time/lags.js";
export { type RollingOptions, type RollingStatistic, rolling } from "./features/time/rolling.js";

// models and metrics
export { type FittedMlXgboost, type MlXgboost, mlXgboost } from "./engines/ml-xgboost.js";
export type { MlXgboostOptions } from "./engines/ml-xgboost-parameters.js";
export { groupMean } from "./models/baselines/group-mean.js";
export { meanModel } from "./models/baselines/mean-model.js";
export { repeatColumn } from "./models/baselines/repeat-column.js";
export { type ElasticNetOptions, elasticNet } from "./models/linear/elastic-net.js";
export { lasso } from "./models/linear/lasso.js";
export { type Linear, linear } from "./models/linear/linear.js";
export { type Logistic, type LogisticOptions, logistic } from "./models/linear/logistic.js";
export { ridge } from "./models/linear/ridge.js";
export { type TrendKind, type TrendLine, type TrendLineOptions, trendLine } from "./models/linear/trend-line.js";
export { r2 } from "./models/metrics/r2.js";
export { rmse } from "./models/metrics/rmse.js";
export { type KNearestOptions, kNearest } from "./models/neighbors/k-nearest.js";
export { naiveBayes } from "./models/neighbors/naive-bayes.js";
export {
  type FittedHoltWinters,
  type HoltWintersOptions,
  holtWinters,
  type Season,
} from "./models/series/holt-winters.js";
export { seasonalNaive } from "./models/series/seasonal-naive.js";
export { type GradientBoosting, gradientBoosting } from "./models/trees/gradient-boosting.js";
export { type RandomForest, type RandomForestOptions, randomForest } from "./models/trees/random-forest.js";
export { type ShapFeature, shapSummary } from "./models/trees/shap-summary.js";
export type { ShapValues } from "./models/trees/shap-values.js";
export { type TreeShapOptions, treeShap } from "./models/trees/tree-shap.js";

// pipelines, splits, evaluation
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
export type { Monitoring, MonitorModelOptions } from "./pipeline/monitor-model.js";
export { type MonitorOptions, type MonitorResult, monitor } from "./studies/monitor.js";
export { type TuneRunOptions, tune } from "./studies/tune.js";
export type { Tuning, TuneOptions, TuningScore } from "./pipeline/tune-pipeline.js";
export { type FittedSteps, fitSteps } from "./pipeline/fit-steps.js";
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
export type { RestorePipelineOptions } from "./pipeline/read-pipeline-json.js";
export { restorePipeline } from "./pipeline/restore-pipeline.js";
export { type PredictedRow, type PredictRowsOptions, predictRows } from "./pipeline/predict-rows.js";
export { type Contribution, type ExplainedRow, type ExplainRowsOptions, explainRows } from "./pipeline/explain-rows.js";
export type { Row } from "./pipeline/read-rows.js";
export type { RowProblem } from "./pipeline/row-problem.js";
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

// search
export { parallelCoordinatesFigure } from "./search/figures/parallel-coordinates-figure.js";
export { parameterImportanceFigure } from "./search/figures/parameter-importance-figure.js";
export { searchHistoryFigure } from "./search/figures/search-history-figure.js";
export { type SliceFigureOptions, sliceFigure } from "./search/figures/slice-figure.js";
export { gridSampler } from "./search/samplers/grid-sampler.js";
export { tpeSampler } from "./search/samplers/tpe-sampler.js";
export { choice } from "./search/space/choice.js";
export { integer } from "./search/space/integer.js";
export { oneOf } from "./search/space/one-of.js";
export { real } from "./search/space/real.js";
export { maximize } from "./studies/maximize.js";
export { minimize } from "./studies/minimize.js";

// runs and registered models
export { type LoadModelOptions, loadModel } from "./io/tracker/load-model.js";
export { type LogModelOptions, loadProfile, logModel } from "./io/tracker/log-model.js";
export { type OpenRegistryOptions, openRegistry } from "./io/tracker/open-registry.js";
export { type OpenTrackerOptions, openTracker } from "./io/tracker/open-tracker.js";
export { type WithRunOptions, withRun } from "./io/tracker/with-run.js";
export { type Promotion, type PromotionOptions, promoteVersion } from "./tracking/registry/promote-version.js";

// drift
export { type ColumnDrift, type ColumnDriftOptions, columnDrift, type DriftSide } from "./drift/column-drift.js";
export {
  type DatasetDrift,
  type DatasetDriftOptions,
  datasetDrift,
  type NamedColumnDrift,
} from "./drift/dataset-drift.js";
export {
  type ColumnOverTime,
  type DriftOverTime,
  type DriftOverTimeOptions,
  type DriftWindow,
  driftOverTime,
} from "./drift/drift-over-time.js";
export { driftPage } from "./drift/drift-page.js";
export {
  type ChangeContribution,
  type PredictionChange,
  type PredictionChangeOptions,
  predictionChange,
} from "./pipeline/prediction-change.js";
export {
  type ErrorFigures,
  type ErrorOverTime,
  type ErrorOverTimeOptions,
  type ErrorWindow,
  errorOverTime,
} from "./drift/error-over-time.js";

// notebooks
export { stop } from "./notebook/run/stop.js";
export type { RunFlowOptions } from "./runner/flow/flow-execution.js";
