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
export { chiSquareSurvival } from "./stats/chi-square-survival.js";
export { type Histogram, histogram } from "./stats/histogram.js";
export { jensenShannon } from "./stats/jensen-shannon.js";
export { type KolmogorovSmirnov, kolmogorovSmirnov } from "./stats/kolmogorov-smirnov.js";
export { kullbackLeibler } from "./stats/kullback-leibler.js";
export { mean } from "./stats/mean.js";
export { normalCumulative } from "./stats/normal-cumulative.js";
export { populationStabilityIndex } from "./stats/population-stability-index.js";
export { type Proportion, type ProportionZ, proportionZ } from "./stats/proportion-z.js";
export { quantile } from "./stats/quantile.js";
export { standardDeviation } from "./stats/standard-deviation.js";
export { sturgesEdges } from "./stats/sturges-edges.js";
export { type Summary, summarize } from "./stats/summarize.js";
export { wasserstein } from "./stats/wasserstein.js";
export { correlation } from "./stats/correlation.js";
export { digamma } from "./stats/digamma.js";
export { fClasses } from "./stats/f-classes.js";
export { type FTest, fRegression } from "./stats/f-regression.js";
export { fSurvival } from "./stats/f-survival.js";
export { incompleteBeta } from "./stats/incomplete-beta.js";
export { type MutualInformationOptions, mutualInformation } from "./stats/mutual-information.js";
export { normalQuantile } from "./stats/normal-quantile.js";

// table
export { type ArqueroTable, fromArquero, toArquero } from "./table/arquero-table.js";
export {
  type BrokenCell,
  type BrokenRule,
  BrokenRulesError,
  type ValidationMode,
} from "./table/broken-rule.js";
export {
  type ColumnKind,
  type ColumnOptions,
  type ColumnSpec,
  column,
  type DatetimeColumnOptions,
  type NumberColumnOptions,
  type TextColumnOptions,
  type ThousandsMark,
} from "./table/column.js";
export {
  type Column,
  type Columns,
  columnNamed,
  columnsOf,
  numbersNamed,
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
} from "./table/data-dictionary.js";
export type { TextEncoding } from "./table/decode-text.js";
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
export type { FrameOf } from "./table/frame-type.js";
export { type InferredSchema, inferSchema } from "./table/infer-schema.js";
export { loadPolars, type Polars } from "./table/load-polars.js";
export { type Matrix, toMatrix } from "./table/matrix.js";
export { type ParseCsvOptions, parseCsv } from "./table/parse-csv.js";
export { type ParseRecordsOptions, parseRecords } from "./table/parse-records.js";
export { type RowOf, type SchemaColumns, type SchemaOptions, schema, type TableSchema } from "./table/schema.js";
export { schemaText } from "./table/schema-text.js";
export type { OutOfRange, TableReport } from "./table/table-report.js";
export { tableText } from "./table/table-text.js";
export { type ValidateOptions, validateFrame } from "./table/validate-frame.js";
export { type Validation, validateTable } from "./table/validate-table.js";
export { type Placeholders, type ZonePath, type Zones, type ZoneTemplates, zones } from "./table/zones.js";

// store
export { localStore } from "./store/local-store.js";
export { memoryStore } from "./store/memory-store.js";
export type { OpenedStore } from "./store/open-store.js";
export type { S3Credentials, S3Settings } from "./store/s3-settings.js";
export { type S3StoreOptions, s3Store } from "./store/s3-store.js";
export type { ChunkRange, Store, StoredObject } from "./store/store.js";
export { type HttpStore, type HttpStoreOptions, httpStore } from "./store/http-store.js";
export type { TransferOptions } from "./store/download-file.js";
export { type RetryOptions, withRetry } from "./store/with-retry.js";

// report
export { type BarOptions, barFigure } from "./report/bar-figure.js";
export { escapeHtml } from "./report/escape-html.js";
export { type Figure, isFigure } from "./report/figure.js";
export type { Axis, FigureOptions, Guide } from "./report/figure-options.js";
export type { FigureSeries } from "./report/figure-series.js";
export type { FigureValues } from "./report/figure-values.js";
export { formatNumbers } from "./report/format-numbers.js";
export { type HeatmapCells, type HeatmapOptions, heatmapFigure } from "./report/heatmap-figure.js";
export { type HistogramOptions, type HistogramSeries, histogramFigure } from "./report/histogram-figure.js";
export { type IndexEntry, indexPage } from "./report/index-page.js";
export { type ImportanceOptions, importanceFigure } from "./report/importance-figure.js";
export { type LineSeries, lineFigure } from "./report/line-figure.js";
export { markdownHtml } from "./report/markdown-html.js";
export type { Callout, Page, PagePart, PageSection } from "./report/page.js";
export { renderPage } from "./report/render-page.js";
export { type ScatterOptions, type ScatterSeries, scatterFigure } from "./report/scatter-figure.js";
export { type Table, type TableCell, type TableColumn, tableHtml } from "./report/table-html.js";

// features
export { type CalendarPart, type CalendarPartsOptions, calendarParts } from "./features/calendar-parts.js";
export { type CyclicOptions, cyclic } from "./features/cyclic.js";
export { drop } from "./features/drop.js";
export { type ImputeOptions, type ImputeStrategy, impute } from "./features/impute.js";
export { type OneHotOptions, type OneHotUnseen, oneHot } from "./features/one-hot.js";
export { type OrdinalOptions, type OrdinalUnseen, ordinal } from "./features/ordinal.js";
export { restoreStep } from "./features/restore-step.js";
export { select } from "./features/select.js";
export { type StandardScaleOptions, standardScale } from "./features/standard-scale.js";
export type { FittedStep, OutputsOf, Step } from "./features/step.js";
export { type ColumnWarningsOptions, columnWarnings } from "./features/column-warnings.js";
export type { Resampler, TrainingRows } from "./features/resampler.js";
export { type ClipBounds, type ClipOptions, clip } from "./features/clip.js";
export { type CorrelationFilterOptions, correlationFilter } from "./features/correlation-filter.js";
export { differences } from "./features/differences.js";
export type { FittedSelection } from "./features/fitted-selection.js";
export { frequencyEncode } from "./features/frequency-encode.js";
export type { LagsOptions } from "./features/lagged-step.js";
export { lags } from "./features/lags.js";
export { log1p } from "./features/log1p.js";
export { type MinMaxScaleOptions, minMaxScale } from "./features/min-max-scale.js";
export { type NearestOnSphereOptions, nearestOnSphere, type Place } from "./features/nearest-on-sphere.js";
export { type FittedPca, type PcaOptions, type PcaStep, pca } from "./features/pca.js";
export { type PolynomialFeaturesOptions, polynomialFeatures } from "./features/polynomial-features.js";
export { type QuantileOutput, type QuantileScaleOptions, quantileScale } from "./features/quantile-scale.js";
export { robustScale } from "./features/robust-scale.js";
export { type RollingOptions, type RollingStatistic, rolling } from "./features/rolling.js";
export type { RowOrder } from "./features/rows-in-order.js";
export {
  type SelectionScore,
  type SelectionStep,
  type SelectKBestOptions,
  selectKBest,
} from "./features/select-k-best.js";
export { type TargetEncodeOptions, targetEncode } from "./features/target-encode.js";
export { type VarianceThresholdOptions, varianceThreshold } from "./features/variance-threshold.js";
export { yeoJohnson } from "./features/yeo-johnson.js";
export { randomOversample } from "./features/random-oversample.js";
export { type RandomSampleOptions, randomUndersample } from "./features/random-undersample.js";
export { type SmoteOptions, smote } from "./features/smote.js";
export { type FittedKMeans, type KMeansOptions, type KMeansStep, kMeans } from "./features/k-means.js";
export { type JoinOptions, joinColumns } from "./features/join-columns.js";

// models
export { type BinnedMatrix, type BinOptions, binMatrix } from "./models/bin-matrix.js";
export type { BoostedTrees } from "./models/boosted-trees.js";
export type { FittedLinear } from "./models/fitted-linear.js";
export { type FromXgboostOptions, fromXgboostJson } from "./models/from-xgboost-json.js";
export type { ObjectiveName } from "./models/boosting-objective.js";
export { type GradientBoosting, gradientBoosting } from "./models/gradient-boosting.js";
export type { GradientBoostingOptions } from "./models/gradient-boosting-options.js";
export { groupMean } from "./models/group-mean.js";
export { type LastValueOptions, lastValue } from "./models/last-value.js";
export { type Linear, linear } from "./models/linear.js";
export { meanAbsoluteError } from "./models/mean-absolute-error.js";
export { meanModel } from "./models/mean-model.js";
export type { FitOptions, FittedModel, Model } from "./models/model.js";
export { r2 } from "./models/r2.js";
export { type RegressionMetrics, regressionMetrics } from "./models/regression-metrics.js";
export { repeatColumn } from "./models/repeat-column.js";
export { restoreModel } from "./models/restore-model.js";
export { ridge } from "./models/ridge.js";
export { rmse } from "./models/rmse.js";
export { toXgboostJson } from "./models/to-xgboost-json.js";
export { type ShapFeature, shapSummary } from "./models/shap-summary.js";
export type { BinnedFitOptions } from "./models/train-trees.js";
export type { Tree } from "./models/tree.js";
export { type ShapValues, type TreeShapOptions, treeShap } from "./models/tree-shap.js";
export { accuracy } from "./models/accuracy.js";
export { averagePrecision } from "./models/average-precision.js";
export { brierScore } from "./models/brier-score.js";
export { type CalibrationBin, type CalibrationOptions, calibrationBins } from "./models/calibration-bins.js";
export type { Average, AverageOptions } from "./models/class-scores.js";
export { type ClassificationMetrics, classificationMetrics } from "./models/classification-metrics.js";
export { type ConfusionMatrix, confusionMatrix } from "./models/confusion-matrix.js";
export { f1Score } from "./models/f1-score.js";
export { logLoss } from "./models/log-loss.js";
export { matthewsCorrelation } from "./models/matthews-correlation.js";
export { meanAbsolutePercentageError } from "./models/mean-absolute-percentage-error.js";
export type { FittedClassifier } from "./models/model.js";
export { pinballLoss } from "./models/pinball-loss.js";
export { precision } from "./models/precision.js";
export { recall } from "./models/recall.js";
export { rocAuc } from "./models/roc-auc.js";
export { type FittedHoltWinters, type HoltWintersOptions, holtWinters, type Season } from "./models/holt-winters.js";
export { restoreSeries } from "./models/restore-series.js";
export { seasonalNaive } from "./models/seasonal-naive.js";
export type { FittedSeries, SeriesModel } from "./models/series-model.js";
export { type ElasticNetOptions, elasticNet } from "./models/elastic-net.js";
export type { FittedLogistic } from "./models/fitted-logistic.js";
export { type KNearestOptions, kNearest } from "./models/k-nearest.js";
export { lasso } from "./models/lasso.js";
export { type Logistic, type LogisticOptions, logistic } from "./models/logistic.js";
export { naiveBayes } from "./models/naive-bayes.js";
export { type RandomForest, type RandomForestOptions, randomForest } from "./models/random-forest.js";
export { type TrendKind, type TrendLine, type TrendLineOptions, trendLine } from "./models/trend-line.js";

// search
export { choice } from "./search/choice.js";
export { gridSampler } from "./search/grid-sampler.js";
export { integer } from "./search/integer.js";
export type { JournalLog } from "./search/journal-log.js";
export { medianPruner } from "./search/median-pruner.js";
export type { Objective, TrialContext } from "./search/objective.js";
export { oneOf } from "./search/one-of.js";
export type { AimStudy, AimValue, AskedTrial, OpenStudy } from "./search/open-study.js";
export type {
  BranchParameter,
  ChoiceParameter,
  IntegerParameter,
  Parameter,
  ParameterValue,
  RealParameter,
} from "./search/parameter.js";
export { parameterImportance } from "./search/parameter-importance.js";
export type { ParetoStudy, ParetoStudyData, ParetoTrial } from "./search/pareto-study.js";
export type { Aim, SearchOptions, StudyOptions } from "./search/plan-search.js";
export type { Pruner, PruningTask } from "./search/pruner.js";
export { quasiRandomSampler } from "./search/quasi-random-sampler.js";
export { randomSampler } from "./search/random-sampler.js";
export { real } from "./search/real.js";
export { restoreParetoStudy } from "./search/restore-pareto-study.js";
export { restoreStudy } from "./search/restore-study.js";
export type { GoalValues, ParetoOptions } from "./search/run-pareto-search.js";
export type { Sampler, SamplingTask } from "./search/sampler.js";
export { searchProgress } from "./search/search-progress.js";
export { type SliceData, sliceData } from "./search/slice-data.js";
export type { Params, ParamsOf, Space } from "./search/space.js";
export type { Study } from "./search/study.js";
export type { Direction, Goals, StudyData } from "./search/study-data.js";
export { studyFromJournal } from "./search/study-from-journal.js";
export { type HistoryPoint, studyHistory } from "./search/study-history.js";
export { studyToJournal, trialToJournal } from "./search/study-to-journal.js";
export { successiveHalvingPruner } from "./search/successive-halving-pruner.js";
export { tpeSampler } from "./search/tpe-sampler.js";
export type { CompleteTrial, IntermediateValue, Trial, TrialState } from "./search/trial.js";
export { TrialPruned } from "./search/trial-pruned.js";

// tracking
export { type ComparedRow, compareRuns, type RunComparison } from "./tracking/compare-runs.js";
export { type FileTrackerOptions, fileTracker } from "./tracking/file-tracker.js";
export { type MemoryTrackerOptions, memoryTracker } from "./tracking/memory-tracker.js";
export { type MetricSummary, metricSummary } from "./tracking/metric-summary.js";
export { type FileRegistryOptions, fileRegistry } from "./tracking/file-registry.js";
export { memoryRegistry } from "./tracking/memory-registry.js";
export { type ModelReference, modelReference } from "./tracking/model-reference.js";
export {
  type PromotionCase,
  type PromotionDecision,
  planPromotion,
  type ScoredVersion,
} from "./tracking/plan-promotion.js";
export { type Promotion, type PromotionOptions, promoteVersion } from "./tracking/promote-version.js";
export type {
  AliasChanges,
  ModelNotes,
  ModelRegistry,
  ModelVersion,
  RegisteredModel,
  RegisterOptions,
} from "./tracking/registry.js";
export { rollBack } from "./tracking/roll-back.js";
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
export { driftMethodNamed } from "./drift/drift-method-named.js";
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
export { type CheckRule, checkRules, type Finding } from "./notebook/check-finding.js";
export { type CheckNotebookOptions, checkNotebook } from "./notebook/check-notebook.js";
export { type CompareOutputsOptions, compareOutputs } from "./notebook/compare-outputs.js";
export { type ExportHtmlOptions, exportHtml } from "./notebook/export-html.js";
export type { CellEvent } from "./notebook/execute-run.js";
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
} from "./notebook/notebook.js";
export type { LineChange } from "./notebook/diff-lines.js";
export { type CellDiff, diffNotebooks, type NotebookDiff } from "./notebook/diff-notebooks.js";
export type { OutputChange } from "./notebook/diff-outputs.js";
export { diffMarkdown, diffText, type DiffTextOptions } from "./notebook/diff-text.js";
export { type FormatNotebookOptions, formatNotebook } from "./notebook/format-notebook.js";
export { parameterSchema } from "./notebook/inspect-schema.js";
export { notebookParameters } from "./notebook/notebook-parameters.js";
export type { NotebookParameter, ParameterType } from "./notebook/parameter.js";
export type { RunStep } from "./notebook/plan-run.js";
export { stop } from "./notebook/stop.js";
export type { CellChoice } from "./notebook/choose-cells.js";
export type { RunData } from "./notebook/run-data.js";
export type { CellResult, RunError, RunResult } from "./notebook/run-result.js";
export { serializeNotebook } from "./notebook/serialize-notebook.js";

// sources
export {
  type CommitOptions,
  type Dataset,
  type DatasetOptions,
  type DatasetVersion,
  dataset,
} from "./sources/dataset.js";
export type { PartNames } from "./sources/dataset-parts.js";
export type { Manifest, ManifestFile } from "./sources/manifest.js";
export { createTableSql } from "./sources/create-table-sql.js";
export { type CsvFileOptions, csvFile } from "./sources/csv-file.js";
export { type DataBankOptions, dataBank } from "./sources/data-bank.js";
export { type MonthsToPullOptions, monthsToPull } from "./sources/months-to-pull.js";
export { monthsUntil } from "./sources/months-until.js";
export { type PulledInto, type PullIntoOptions, pullInto } from "./sources/pull-into.js";
export { type PieceStatus, type PullPiecesOptions, pullPieces } from "./sources/pull-pieces.js";
export { type PullTablesOptions, pullTables, type TableStatus } from "./sources/pull-tables.js";
export { type SocrataOptions, socrata } from "./sources/socrata.js";
export type { SourceFetchOptions, SourcePatience, SourceResult, TableSource } from "./sources/table-source.js";
export type { WorkLimits } from "./sources/work-by-host.js";
export { type WorldBankOptions, worldBank } from "./sources/world-bank.js";
export { type DownloadOptions, downloadFile } from "./sources/download-file.js";
export { fetchFiles } from "./sources/fetch-files.js";
export { iftFileNames, iftSchemas, type IftTableName } from "./sources/ift-schemas.js";
export { iftAddress, iftTable, type IftTableOptions } from "./sources/ift-table.js";
export { parseIft } from "./sources/parse-ift.js";
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
} from "./sources/pull-data.js";
export { type DataTable, loadDataTable, type ParsePlace } from "./sources/data-table.js";
export { storeFolder } from "./sources/store-folder.js";
export { zipEntry } from "./sources/zip-entry.js";
export { type DatabaseAddress, databaseAddress } from "./sources/database-address.js";
export { publishedTables } from "./sources/published-tables.js";
export { sqlBatches } from "./sources/sql-batches.js";
export type { SqlTypeOptions } from "./sources/sql-frame.js";
export type { SqlReadOptions } from "./sources/sql-frames.js";
export type { SqlParameter } from "./sources/sql-session.js";
export { type ReadSqlOptions, readSql } from "./sources/read-sql.js";
export { type SqlTableOptions, sqlTable } from "./sources/sql-table.js";

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
export { parallelCoordinatesFigure } from "./pipeline/parallel-coordinates-figure.js";
export { parameterImportanceFigure } from "./pipeline/parameter-importance-figure.js";
export { type ParetoFigureOptions, paretoFrontFigure } from "./pipeline/pareto-front-figure.js";
export type { SearchFigureOptions } from "./pipeline/search-figure-options.js";
export { searchHistoryFigure } from "./pipeline/search-history-figure.js";
export { type SliceFigureOptions, sliceFigure } from "./pipeline/slice-figure.js";
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
export { databaseFromEnvironment } from "./runtime/database-from-environment.js";
export {
  type Catalogue,
  type CatalogueEntries,
  type CatalogueEntry,
  type CatalogueReadOptions,
  catalogue,
} from "./runtime/catalogue.js";
export { descriptionParts } from "./runtime/description-parts.js";
export { validationParts } from "./runtime/validation-parts.js";
export { type OpenDatasetOptions, openDataset, readDataset } from "./runtime/open-dataset.js";
export { publishDataset } from "./runtime/publish-dataset.js";
export { openStore } from "./runtime/open-store.js";
export { copyFile } from "./runtime/copy-file.js";
export { presignUrl } from "./runtime/presign-url.js";
export { type ReadChunksOptions, readChunks } from "./runtime/read-chunks.js";
export { type ReadTableOptions, readTable, type TableFormat } from "./runtime/read-table.js";
export { type ScanTableOptions, scanTable } from "./runtime/scan-table.js";
export { type SqlOptions, type SqlQuery, type SqlTables, sql } from "./runtime/sql.js";
export { SqlError } from "./runtime/sql-error.js";
export type { SqlSource } from "./runtime/sql-source.js";
export type { SqlValue } from "./runtime/sql-text.js";
export { type WriteTableOptions, writeTable } from "./runtime/write-table.js";
export { type CheckNotebooksOptions, checkNotebooks, type NotebookChecks } from "./runtime/check-notebooks.js";
export { readNotebook, type RunNotebookOptions, runNotebook } from "./runtime/run-notebook.js";
export { metric } from "./runtime/metric.js";
export type { TrackNotebookOptions } from "./runtime/track-notebook.js";
export { maximize } from "./runtime/maximize.js";
export { minimize } from "./runtime/minimize.js";
export { openStudy } from "./runtime/open-study.js";
export { optimize } from "./runtime/optimize.js";
export { studyJournal } from "./runtime/study-journal.js";
export { type WorkerObjective, type WorkerObjectiveOptions, workerObjective } from "./runtime/worker-objective.js";
export { hashFile } from "./runtime/hash-file.js";
export type { Project, ProjectResults, ProjectSettings } from "./runtime/project.js";
export { openProjectFiles, type ProjectFiles, type ProjectFilesOptions } from "./runtime/open-project-files.js";
export {
  loadProjectTables,
  openProjectTable,
  type ProjectTableLoad,
  type ProjectTableState,
  type ProjectTablesOptions,
  projectTablesStatus,
} from "./runtime/project-tables.js";
export { type ProjectRun, type RunProjectOptions, runProject } from "./runtime/run-project.js";
export { type OpenTrackerOptions, openTracker } from "./runtime/open-tracker.js";
export { type OpenRegistryOptions, openRegistry } from "./runtime/open-registry.js";
export { loadModel } from "./runtime/load-model.js";
export { trackTrials } from "./runtime/track-trials.js";
export { withRun } from "./runtime/with-run.js";
export { type ExportedNotebook, type ExportNotebookOptions, exportNotebook } from "./runtime/export-notebook.js";
export { exportFolder, type ExportedFolder, type ExportFolderOptions } from "./runtime/export-folder.js";
export { notebookValues, type NotebookValuesOptions } from "./runtime/notebook-values.js";
export { plotlySource } from "./runtime/plotly-source.js";
export { printPage, type PrintPageOptions } from "./runtime/print-page.js";
export {
  type TestedNotebook,
  type TestNotebooksOptions,
  type TestOutcome,
  testNotebooks,
} from "./runtime/test-notebooks.js";
export { show } from "./runtime/show.js";
export type { ShowTableOptions } from "./runtime/shown-table.js";
export {
  type FittedMlXgboost,
  type MlXgboost,
  type MlXgboostOptions,
  mlXgboost,
  restoreMlXgboost,
} from "./runtime/ml-xgboost.js";
