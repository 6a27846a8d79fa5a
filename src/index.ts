// The public list of Cuaderno: named exports, under the heading of their room.

// core: errors, JSON, repeatable randomness
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

// stats
export { type ChiSquare, chiSquare } from "./stats/chi-square.js";
export { chiSquareSurvival } from "./stats/distributions/chi-square-survival.js";
export { type Histogram, histogram } from "./stats/histogram.js";
export { jensenShannon } from "./stats/jensen-shannon.js";
export { type KolmogorovSmirnov, kolmogorovSmirnov } from "./stats/kolmogorov-smirnov.js";
export { kullbackLeibler } from "./stats/kullback-leibler.js";
export { mean } from "./stats/mean.js";
export { normalCumulative } from "./stats/distributions/normal-cumulative.js";
export { populationStabilityIndex } from "./stats/population-stability-index.js";
export { type Proportion, type ProportionZ, proportionZ } from "./stats/proportion-z.js";
export { quantile } from "./stats/quantile.js";
export { standardDeviation } from "./stats/standard-deviation.js";
export { sturgesEdges } from "./stats/sturges-edges.js";
export { type Summary, summarize } from "./stats/summarize.js";
export { wasserstein } from "./stats/wasserstein.js";
export { correlation } from "./stats/correlation.js";
export { digamma } from "./stats/distributions/digamma.js";
export { fClasses } from "./stats/f-classes.js";
export { type FTest, fRegression } from "./stats/f-regression.js";
export { fSurvival } from "./stats/distributions/f-survival.js";
export { incompleteBeta } from "./stats/distributions/incomplete-beta.js";
export { type MutualInformationOptions, mutualInformation } from "./stats/mutual-information.js";
export { normalQuantile } from "./stats/distributions/normal-quantile.js";

// table
export { type ArqueroTable, fromArquero, toArquero } from "./table/arquero-table.js";
export {
  type BrokenCell,
  type BrokenRule,
  BrokenRulesError,
  type ValidationMode,
} from "./table/schema/broken-rule.js";
export {
  type ColumnKind,
  type ColumnOptions,
  type ColumnSpec,
  column,
  type DatetimeColumnOptions,
  type NumberColumnOptions,
  type TextColumnOptions,
  type ThousandsMark,
} from "./table/schema/column.js";
export {
  type Column,
  type Columns,
  getColumn as columnNamed,
  columnsOf,
  getNumbers as numbersNamed,
  pickColumns,
  takeNumbers,
  takeRows,
  withColumns,
} from "./table/columns.js";
export {
  type DataDictionary,
  type DictionaryEntry,
  type DictionaryPage,
  dataDictionary,
} from "./table/schema/data-dictionary.js";
export type { TextEncoding } from "./table/csv/decode-text.js";
export {
  type ColumnDescription,
  describe,
  type FrameDescription,
  type NumberDescription,
} from "./table/describe.js";
export { type ColumnCorrelation, columnCorrelations } from "./table/column-correlations.js";
export { duplicateRows } from "./table/duplicate-rows.js";
export { type FrameCells, type FrameCellsColumn, type FrameCellsOptions, frameCells } from "./table/frame-cells.js";
export { columns, type FrameColumnsOptions } from "./table/frame-columns.js";
export { type FrameSeries, type FrameValues, frameSeries } from "./table/frame-series.js";
export { frameOf } from "./table/frame-of.js";
export type { FrameOf } from "./table/schema/frame-type.js";
export { type InferredSchema, inferSchema } from "./table/csv/infer-schema.js";
export { loadPolars, type Polars } from "./table/load-polars.js";
export { type Matrix, toMatrix } from "./table/matrix.js";
export { type ParseCsvOptions, parseCsv } from "./table/csv/parse-csv.js";
export { type ParseRecordsOptions, parseRecords } from "./table/formats/parse-records.js";
export { type RowOf, type SchemaColumns, type SchemaOptions, schema, type TableSchema } from "./table/schema/schema.js";
export { schemaText } from "./table/schema/schema-text.js";
export type { OutOfRange, TableReport } from "./table/schema/table-report.js";
export { tableText } from "./table/csv/table-text.js";
export { type ValidateOptions, validateFrame } from "./table/schema/validate-frame.js";
export { type Validation, validateTable } from "./table/schema/validate-table.js";
export { type Placeholders, type ZonePath, type Zones, type ZoneTemplates, zones } from "./table/zones.js";

// store
export { localStore } from "./store/local-store.js";
export { memoryStore } from "./store/memory-store.js";
export type { OpenedStore } from "./store/open-store.js";
export type { S3Credentials, S3Settings } from "./store/s3/s3-settings.js";
export { type S3StoreOptions, s3Store } from "./store/s3/s3-store.js";
export type { ChunkRange, Store, StoredObject } from "./store/store.js";
export { type HttpStore, type HttpStoreOptions, httpStore } from "./store/http-store.js";
export type { TransferOptions } from "./store/download-file.js";
export { type RetryOptions, withRetry } from "./store/with-retry.js";

// report
export { type BarOptions, barFigure } from "./report/figures/bar-figure.js";
export { escapeHtml } from "./report/escape-html.js";
export { type Figure, isFigure } from "./report/figures/figure.js";
export type { Axis, FigureOptions, Guide } from "./report/figures/figure-options.js";
export type { FigureSeries } from "./report/figures/figure-series.js";
export type { FigureValues } from "./report/figures/figure-values.js";
export { formatNumbers } from "./report/format-numbers.js";
export { type HeatmapCells, type HeatmapOptions, heatmapFigure } from "./report/figures/heatmap-figure.js";
export { type HistogramOptions, type HistogramSeries, histogramFigure } from "./report/figures/histogram-figure.js";
export { type IndexEntry, indexPage } from "./report/page/index-page.js";
export { type ImportanceOptions, importanceFigure } from "./report/figures/importance-figure.js";
export { type LineSeries, lineFigure } from "./report/figures/line-figure.js";
export { markdownHtml } from "./report/markdown-html.js";
export type { Callout, Page, PagePart, PageSection } from "./report/page/page.js";
export { renderPage } from "./report/page/render-page.js";
export { type ScatterOptions, type ScatterSeries, scatterFigure } from "./report/figures/scatter-figure.js";
export { type Table, type TableCell, type TableColumn, tableHtml } from "./report/table-html.js";

// features
export { type CalendarPart, type CalendarPartsOptions, calendarParts } from "./features/time/calendar-parts.js";
export { type CyclicOptions, cyclic } from "./features/time/cyclic.js";
export { drop } from "./features/selection/drop.js";
export { type ImputeOptions, type ImputeStrategy, impute } from "./features/impute.js";
export { type OneHotOptions, type OneHotUnseen, oneHot } from "./features/encoders/one-hot.js";
export { type OrdinalOptions, type OrdinalUnseen, ordinal } from "./features/encoders/ordinal.js";
export { restoreStep } from "./features/restore-step.js";
export { select } from "./features/selection/select.js";
export { type StandardScaleOptions, standardScale } from "./features/scalers/standard-scale.js";
export type { FittedStep, OutputsOf, Step } from "./features/step.js";
export { type ColumnWarningsOptions, columnWarnings } from "./features/column-warnings.js";
export type { Resampler, TrainingRows } from "./features/resamplers/resampler.js";
export { type ClipBounds, type ClipOptions, clip } from "./features/scalers/clip.js";
export { type CorrelationFilterOptions, correlationFilter } from "./features/selection/correlation-filter.js";
export { differences } from "./features/time/differences.js";
export type { FittedSelection } from "./features/selection/fitted-selection.js";
export { frequencyEncode } from "./features/encoders/frequency-encode.js";
export type { LagsOptions } from "./features/time/lagged-step.js";
export { lags } from "./features/time/lags.js";
export { log1p } from "./features/scalers/log1p.js";
export { type MinMaxScaleOptions, minMaxScale } from "./features/scalers/min-max-scale.js";
export { type NearestOnSphereOptions, nearestOnSphere, type Place } from "./features/derive/nearest-on-sphere.js";
export { type FittedPca, type PcaOptions, type PcaStep, pca } from "./features/derive/pca.js";
export { type PolynomialFeaturesOptions, polynomialFeatures } from "./features/derive/polynomial-features.js";
export { type QuantileOutput, type QuantileScaleOptions, quantileScale } from "./features/scalers/quantile-scale.js";
export { robustScale } from "./features/scalers/robust-scale.js";
export { type RollingOptions, type RollingStatistic, rolling } from "./features/time/rolling.js";
export type { RowOrder } from "./features/time/rows-in-order.js";
export {
  type SelectionScore,
  type SelectionStep,
  type SelectKBestOptions,
  selectKBest,
} from "./features/selection/select-k-best.js";
export { type TargetEncodeOptions, targetEncode } from "./features/encoders/target-encode.js";
export { type VarianceThresholdOptions, varianceThreshold } from "./features/selection/variance-threshold.js";
export { yeoJohnson } from "./features/scalers/yeo-johnson.js";
export { randomOversample } from "./features/resamplers/random-oversample.js";
export { type RandomSampleOptions, randomUndersample } from "./features/resamplers/random-undersample.js";
export { type SmoteOptions, smote } from "./features/resamplers/smote.js";
export { type FittedKMeans, type KMeansOptions, type KMeansStep, kMeans } from "./features/derive/k-means.js";
export { type JoinOptions, joinColumns } from "./features/join-columns.js";

// models
export { type BinnedMatrix, type BinOptions, binMatrix } from "./models/trees/bin-matrix.js";
export type { BoostedTrees } from "./models/trees/boosted-trees.js";
export type { FittedLinear } from "./models/linear/fitted-linear.js";
export { type FromXgboostOptions, fromXgboostJson } from "./models/trees/from-xgboost-json.js";
export type { ObjectiveName } from "./models/trees/boosting-objective.js";
export { type GradientBoosting, gradientBoosting } from "./models/trees/gradient-boosting.js";
export type { GradientBoostingOptions } from "./models/trees/gradient-boosting-options.js";
export { groupMean } from "./models/baselines/group-mean.js";
export { type LastValueOptions, lastValue } from "./models/baselines/last-value.js";
export { type Linear, linear } from "./models/linear/linear.js";
export { meanAbsoluteError } from "./models/metrics/mean-absolute-error.js";
export { meanModel } from "./models/baselines/mean-model.js";
export type { FitOptions, FittedModel, Model } from "./models/model.js";
export { r2 } from "./models/metrics/r2.js";
export { type RegressionMetrics, regressionMetrics } from "./models/metrics/regression-metrics.js";
export { repeatColumn } from "./models/baselines/repeat-column.js";
export { restoreModel } from "./models/restore-model.js";
export { ridge } from "./models/linear/ridge.js";
export { rmse } from "./models/metrics/rmse.js";
export { toXgboostJson } from "./models/trees/to-xgboost-json.js";
export { type ShapFeature, shapSummary } from "./models/trees/shap-summary.js";
export type { BinnedFitOptions } from "./models/trees/train-trees.js";
export type { Tree } from "./models/trees/tree.js";
export { type ShapValues, type TreeShapOptions, treeShap } from "./models/trees/tree-shap.js";
export { accuracy } from "./models/metrics/accuracy.js";
export { averagePrecision } from "./models/metrics/average-precision.js";
export { brierScore } from "./models/metrics/brier-score.js";
export { type CalibrationBin, type CalibrationOptions, calibrationBins } from "./models/metrics/calibration-bins.js";
export type { Average, AverageOptions } from "./models/metrics/class-scores.js";
export { type ClassificationMetrics, classificationMetrics } from "./models/metrics/classification-metrics.js";
export { type ConfusionMatrix, confusionMatrix } from "./models/metrics/confusion-matrix.js";
export { f1Score } from "./models/metrics/f1-score.js";
export { logLoss } from "./models/metrics/log-loss.js";
export { matthewsCorrelation } from "./models/metrics/matthews-correlation.js";
export { meanAbsolutePercentageError } from "./models/metrics/mean-absolute-percentage-error.js";
export type { FittedClassifier } from "./models/model.js";
export { pinballLoss } from "./models/metrics/pinball-loss.js";
export { precision } from "./models/metrics/precision.js";
export { recall } from "./models/metrics/recall.js";
export { rocAuc } from "./models/metrics/roc-auc.js";
export {
  type FittedHoltWinters,
  type HoltWintersOptions,
  holtWinters,
  type Season,
} from "./models/series/holt-winters.js";
export { restoreSeries } from "./models/series/restore-series.js";
export { seasonalNaive } from "./models/series/seasonal-naive.js";
export type { FittedSeries, SeriesModel } from "./models/series/series-model.js";
export { type ElasticNetOptions, elasticNet } from "./models/linear/elastic-net.js";
export type { FittedLogistic } from "./models/linear/fitted-logistic.js";
export { type KNearestOptions, kNearest } from "./models/neighbors/k-nearest.js";
export { lasso } from "./models/linear/lasso.js";
export { type Logistic, type LogisticOptions, logistic } from "./models/linear/logistic.js";
export { naiveBayes } from "./models/neighbors/naive-bayes.js";
export { type RandomForest, type RandomForestOptions, randomForest } from "./models/trees/random-forest.js";
export { type TrendKind, type TrendLine, type TrendLineOptions, trendLine } from "./models/linear/trend-line.js";

// search
export { choice } from "./search/space/choice.js";
export { gridSampler } from "./search/samplers/grid-sampler.js";
export { integer } from "./search/space/integer.js";
export type { JournalLog } from "./search/journal/journal-log.js";
export { medianPruner } from "./search/pruners/median-pruner.js";
export type { Objective, TrialContext } from "./search/objective.js";
export { oneOf } from "./search/space/one-of.js";
export type { AimStudy, AimValue, AskedTrial, OpenStudy } from "./search/open-study.js";
export type {
  BranchParameter,
  ChoiceParameter,
  IntegerParameter,
  Parameter,
  ParameterValue,
  RealParameter,
} from "./search/space/parameter.js";
export { parameterImportance } from "./search/parameter-importance.js";
export type { ParetoStudy, ParetoStudyData, ParetoTrial } from "./search/pareto-study.js";
export type { Aim, SearchOptions, StudyOptions } from "./search/plan-search.js";
export type { Pruner, PruningTask } from "./search/pruners/pruner.js";
export { quasiRandomSampler } from "./search/samplers/quasi-random-sampler.js";
export { randomSampler } from "./search/samplers/random-sampler.js";
export { real } from "./search/space/real.js";
export { restoreParetoStudy } from "./search/restore-pareto-study.js";
export { restoreStudy } from "./search/restore-study.js";
export type { GoalValues, ParetoOptions } from "./search/run-pareto-search.js";
export type { Sampler, SamplingTask } from "./search/samplers/sampler.js";
export { searchProgress } from "./search/search-progress.js";
export { type SliceData, sliceData } from "./search/slice-data.js";
export type { Params, ParamsOf, Space } from "./search/space/space.js";
export type { Study } from "./search/study.js";
export type { Direction, Goals, StudyData } from "./search/study-data.js";
export { studyFromJournal } from "./search/journal/study-from-journal.js";
export { type HistoryPoint, studyHistory } from "./search/study-history.js";
export { studyToJournal, trialToJournal } from "./search/journal/study-to-journal.js";
export { successiveHalvingPruner } from "./search/pruners/successive-halving-pruner.js";
export { tpeSampler } from "./search/samplers/tpe-sampler.js";
export type { CompleteTrial, IntermediateValue, Trial, TrialState } from "./search/trial.js";
export { TrialPruned } from "./search/trial-pruned.js";

// tracking
export { type ComparedRow, compareRuns, type RunComparison } from "./tracking/compare-runs.js";
export { type FileTrackerOptions, fileTracker } from "./tracking/files/file-tracker.js";
export { type MemoryTrackerOptions, memoryTracker } from "./tracking/memory-tracker.js";
export { type MetricSummary, metricSummary } from "./tracking/metric-summary.js";
export { type FileRegistryOptions, fileRegistry } from "./tracking/registry/file-registry.js";
export { memoryRegistry } from "./tracking/registry/memory-registry.js";
export { type ModelReference, modelReference } from "./tracking/registry/model-reference.js";
export {
  type PromotionCase,
  type PromotionDecision,
  planPromotion,
  type ScoredVersion,
} from "./tracking/registry/plan-promotion.js";
export { type Promotion, type PromotionOptions, promoteVersion } from "./tracking/registry/promote-version.js";
export type {
  AliasChanges,
  ModelNotes,
  ModelRegistry,
  ModelVersion,
  RegisteredModel,
  RegisterOptions,
} from "./tracking/registry/registry.js";
export { rollBack } from "./tracking/registry/roll-back.js";
export { type RunNode, runTree } from "./tracking/run-tree.js";
export type {
  ArtifactFile,
  EndStatus,
  Experiment,
  MetricPoint,
  ParamValue,
  Run,
  RunInput,
  RunRecord,
  RunStatus,
  StartRunOptions,
  Tracker,
  TrackerProblem,
} from "./tracking/tracker.js";

// drift
export { type ColumnDrift, type ColumnDriftOptions, columnDrift, type DriftSide } from "./drift/column-drift.js";
export {
  type DatasetDrift,
  type DatasetDriftOptions,
  datasetDrift,
  type NamedColumnDrift,
} from "./drift/dataset-drift.js";
export type { Distribution } from "./drift/distribution.js";
export type { DriftEffect, DriftMeasure, DriftMethod, DriftMethodName } from "./drift/drift-method.js";
export { getDriftMethod as driftMethodNamed } from "./drift/get-drift-method.js";
export {
  type ColumnOverTime,
  type DriftOverTime,
  type DriftOverTimeOptions,
  type DriftWindow,
  driftOverTime,
} from "./drift/drift-over-time.js";
export {
  type ErrorFigures,
  type ErrorOverTime,
  type ErrorOverTimeOptions,
  type ErrorWindow,
  errorOverTime,
} from "./drift/error-over-time.js";
export { driftPage } from "./drift/drift-page.js";
export type { DriftReport, DriftReportOptions } from "./drift/drift-report.js";
export { driftStrength } from "./drift/drift-strength.js";
export type { SkippedColumn } from "./drift/prepared-columns.js";
export { renderDriftReport } from "./drift/render-drift-report.js";
export type { CategorySample, NumberSample, Sample } from "./drift/sample.js";
export type { SamplePair } from "./drift/sample-pair.js";
export type { TimeWindow, TimeWindowOptions } from "./drift/time-windows.js";

// notebook
export { type CheckRule, checkRules, type Finding } from "./notebook/check/check-finding.js";
export { type CheckNotebookOptions, checkNotebook } from "./notebook/check/check-notebook.js";
export { type CompareOutputsOptions, compareOutputs } from "./notebook/diff/compare-outputs.js";
export { type ExportHtmlOptions, exportHtml } from "./notebook/html/export-html.js";
export type { CellEvent } from "./notebook/run/execute-run.js";
export {
  type Cell,
  type CodeCell,
  type DisplayOutput,
  type ErrorOutput,
  type MimeBundle,
  type Notebook,
  type Output,
  parseNotebook,
  type StreamOutput,
  type TextCell,
} from "./notebook/format/notebook.js";
export type { LineChange } from "./notebook/diff/diff-lines.js";
export { type CellDiff, diffNotebooks, type NotebookDiff } from "./notebook/diff/diff-notebooks.js";
export type { OutputChange } from "./notebook/diff/diff-outputs.js";
export { diffMarkdown, diffText, type DiffTextOptions } from "./notebook/diff/diff-text.js";
export { type FormatNotebookOptions, formatNotebook } from "./notebook/format/format-notebook.js";
export { parameterSchema } from "./notebook/parameters/inspect-schema.js";
export { notebookParameters } from "./notebook/parameters/notebook-parameters.js";
export type { NotebookParameter, ParameterType } from "./notebook/parameters/parameter.js";
export type { RunStep } from "./notebook/run/plan-run.js";
export { stop } from "./notebook/run/stop.js";
export type { CellChoice } from "./notebook/cells/choose-cells.js";
export type { RunData } from "./notebook/run/run-data.js";
export type { CellResult, RunError, RunResult } from "./notebook/run/run-result.js";
export { serializeNotebook } from "./notebook/format/serialize-notebook.js";

// sources
export {
  type CommitOptions,
  type Dataset,
  type DatasetOptions,
  type DatasetVersion,
  dataset,
} from "./datasets/dataset.js";
export type { PartNames } from "./datasets/dataset-parts.js";
export type { Manifest, ManifestFile } from "./datasets/manifest.js";
export { createTableSql } from "./sources/sql/create-table-sql.js";
export { type CsvFileOptions, csvFile } from "./sources/connectors/csv-file.js";
export { type DataBankOptions, dataBank } from "./sources/connectors/data-bank.js";
export { type MonthsToPullOptions, monthsToPull } from "./sources/pull/months-to-pull.js";
export { monthsUntil } from "./sources/pull/months-until.js";
export { type PulledInto, type PullIntoOptions, pullInto } from "./sources/pull/pull-into.js";
export { type PieceStatus, type PullPiecesOptions, pullPieces } from "./sources/pull/pull-pieces.js";
export { type PullTablesOptions, pullTables, type TableStatus } from "./sources/pull/pull-tables.js";
export { type SocrataOptions, socrata } from "./sources/connectors/socrata.js";
export type {
  SourceFetchOptions,
  SourcePatience,
  SourceResult,
  TableSource,
} from "./sources/connectors/table-source.js";
export type { WorkLimits } from "./sources/pull/work-by-host.js";
export { type WorldBankOptions, worldBank } from "./sources/connectors/world-bank.js";
export { type DownloadOptions, downloadFile } from "./http/download-file.js";
export { fetchFiles } from "./sources/pull/fetch-files.js";
export { iftFileNames, iftSchemas, type IftTableName } from "./sources/connectors/ift-schemas.js";
export { iftAddress, iftTable, type IftTableOptions } from "./sources/connectors/ift-table.js";
export { parseIft } from "./sources/connectors/parse-ift.js";
export {
  type DataOrigin,
  type DataSource,
  dataOrigin,
  type FetchOptions,
  type FileOutcome,
  type FileStatus,
  type PulledFile,
  type PullOptions,
  pullData,
} from "./sources/pull/pull-data.js";
export { type DataTable, loadDataTable, type ParsePlace } from "./sources/pull/data-table.js";
export { storeFolder } from "./sources/pull/store-folder.js";
export { zipEntry } from "./sources/pull/zip-entry.js";
export { type DatabaseAddress, databaseAddress } from "./sources/sql/database-address.js";
export { publishedTables } from "./sources/pull/published-tables.js";
export { sqlBatches } from "./sources/sql/sql-batches.js";
export type { SqlTypeOptions } from "./sources/sql/sql-frame.js";
export type { SqlReadOptions } from "./sources/sql/sql-frames.js";
export type { SqlParameter } from "./sources/sql/sql-session.js";
export { type ReadSqlOptions, readSql } from "./sources/sql/read-sql.js";
export { type SqlTableOptions, sqlTable } from "./sources/sql/sql-table.js";

// pipeline
export {
  type Comparison,
  type ComparisonOptions,
  type ComparisonRow,
  compareWithBaselines,
} from "./pipeline/compare-with-baselines.js";
export type { FittedPipeline, InputColumn } from "./pipeline/fitted-pipeline.js";
export { type Pipeline, type PipelineFitOptions, type PipelineOptions, pipeline } from "./pipeline/pipeline.js";
export { type RandomSplitOptions, randomSplit } from "./pipeline/random-split.js";
export { restorePipeline } from "./pipeline/restore-pipeline.js";
export { shuffledDatesWarning } from "./pipeline/shuffled-dates-warning.js";
export { type TimeFoldsOptions, timeFolds } from "./pipeline/time-folds.js";
export { type Split, timeSplit } from "./pipeline/time-split.js";
export { type Backtest, type BacktestOptions, type BacktestRow, backtest } from "./pipeline/backtest.js";
export {
  type CrossValidation,
  type CrossValidationOptions,
  crossValidate,
  type FoldScore,
  type Metric,
} from "./pipeline/cross-validate.js";
export { groupFolds } from "./pipeline/group-folds.js";
export { groupSplit } from "./pipeline/group-split.js";
export { type RandomFoldsOptions, randomFolds } from "./pipeline/random-folds.js";
export { sharedRowsWarning } from "./pipeline/shared-rows-warning.js";
export { stratifiedFolds } from "./pipeline/stratified-folds.js";
export { stratifiedSplit } from "./pipeline/stratified-split.js";
export { contributionFigure, type OneContributionFigureOptions } from "./pipeline/contribution-figure.js";
export { type ContributionFigureOptions, contributionSwarmFigure } from "./pipeline/contribution-swarm-figure.js";
export { parallelCoordinatesFigure } from "./search/figures/parallel-coordinates-figure.js";
export { parameterImportanceFigure } from "./search/figures/parameter-importance-figure.js";
export { type ParetoFigureOptions, paretoFrontFigure } from "./search/figures/pareto-front-figure.js";
export type { SearchFigureOptions } from "./search/figures/search-figure-options.js";
export { searchHistoryFigure } from "./search/figures/search-history-figure.js";
export { type SliceFigureOptions, sliceFigure } from "./search/figures/slice-figure.js";
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
export { type ResidualBand, type ResidualSummary, residualSummary } from "./pipeline/residual-summary.js";

// runtime: the same functions bound to the real world
export { databaseFromEnvironment } from "./io/sql/database-from-environment.js";
export {
  type Catalogue,
  type CatalogueEntries,
  type CatalogueEntry,
  type CatalogueReadOptions,
  catalogue,
} from "./io/datasets/catalogue.js";
export { descriptionParts } from "./display/description-parts.js";
export { validationParts } from "./display/validation-parts.js";
export { type OpenDatasetOptions, openDataset, readDataset } from "./io/datasets/open-dataset.js";
export { publishDataset } from "./io/datasets/publish-dataset.js";
export { openStore } from "./io/stores/open-store.js";
export { copyFile } from "./io/stores/copy-file.js";
export { presignUrl } from "./io/stores/presign-url.js";
export { type ReadChunksOptions, readChunks } from "./io/tables/read-chunks.js";
export { type ReadTableOptions, readTable, type TableFormat } from "./io/tables/read-table.js";
export { type ScanTableOptions, scanTable } from "./io/tables/scan-table.js";
export { type SqlOptions, type SqlQuery, type SqlTables, sql } from "./io/sql/sql.js";
export { SqlError } from "./io/sql/sql-error.js";
export type { SqlSource } from "./io/sql/sql-source.js";
export type { SqlValue } from "./io/sql/sql-text.js";
export { type WriteTableOptions, writeTable } from "./io/tables/write-table.js";
export { type CheckNotebooksOptions, checkNotebooks, type NotebookChecks } from "./runner/check/check-notebooks.js";
export { readNotebook, type RunNotebookOptions, runNotebook } from "./runner/run/run-notebook.js";
export { metric } from "./display/metric.js";
export type { TrackNotebookOptions } from "./runner/run/track-notebook.js";
export { maximize } from "./studies/maximize.js";
export { minimize } from "./studies/minimize.js";
export { openStudy } from "./studies/open-study.js";
export { optimize } from "./studies/optimize.js";
export { studyJournal } from "./studies/study-journal.js";
export { type WorkerObjective, type WorkerObjectiveOptions, workerObjective } from "./studies/worker-objective.js";
export { hashFile } from "./host/hash-file.js";
export type { Project, ProjectResults, ProjectSettings } from "./runner/project/project.js";
export { openProjectFiles, type ProjectFiles, type ProjectFilesOptions } from "./runner/project/open-project-files.js";
export {
  loadProjectTables,
  openProjectTable,
  type ProjectTableLoad,
  type ProjectTableState,
  type ProjectTablesOptions,
  projectTablesStatus,
} from "./runner/project/project-tables.js";
export { type ProjectRun, type RunProjectOptions, runProject } from "./runner/project/run-project.js";
export { type OpenTrackerOptions, openTracker } from "./io/tracker/open-tracker.js";
export { type OpenRegistryOptions, openRegistry } from "./io/tracker/open-registry.js";
export { loadModel } from "./io/tracker/load-model.js";
export { trackTrials } from "./studies/track-trials.js";
export { withRun } from "./io/tracker/with-run.js";
export { type ExportedNotebook, type ExportNotebookOptions, exportNotebook } from "./runner/export/export-notebook.js";
export { exportFolder, type ExportedFolder, type ExportFolderOptions } from "./runner/export/export-folder.js";
export { notebookValues, type NotebookValuesOptions } from "./runner/run/notebook-values.js";
export { plotlySource } from "./display/plotly-source.js";
export { printPage, type PrintPageOptions } from "./runner/export/print-page.js";
export {
  type TestedNotebook,
  type TestNotebooksOptions,
  type TestOutcome,
  testNotebooks,
} from "./runner/test/test-notebooks.js";
export { show } from "./display/show.js";
export type { ShowTableOptions } from "./display/shown-table.js";
export {
  type FittedMlXgboost,
  type MlXgboost,
  type MlXgboostOptions,
  mlXgboost,
  restoreMlXgboost,
} from "./engines/ml-xgboost.js";
