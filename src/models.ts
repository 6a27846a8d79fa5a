// cuaderno/models: models and metrics

export {
  type FittedMlXgboost,
  type MlXgboost,
  mlXgboost,
  restoreMlXgboost,
} from "./engines/ml-xgboost.js";
export type { MlXgboostOptions } from "./engines/ml-xgboost-parameters.js";
export type { BaselineOptions } from "./models/baselines/class-baseline.js";
export { type GroupMeanOptions, groupMean } from "./models/baselines/group-mean.js";
export { type LastValueOptions, lastValue } from "./models/baselines/last-value.js";
export { meanModel } from "./models/baselines/mean-model.js";
export { type RepeatColumnOptions, repeatColumn } from "./models/baselines/repeat-column.js";
export { type ElasticNetOptions, elasticNet } from "./models/linear/elastic-net.js";
export type { FittedLinear } from "./models/linear/fitted-linear.js";
export type { FittedLogistic } from "./models/linear/fitted-logistic.js";
export { lasso } from "./models/linear/lasso.js";
export { type Linear, linear } from "./models/linear/linear.js";
export { type Logistic, type LogisticOptions, logistic } from "./models/linear/logistic.js";
export { ridge } from "./models/linear/ridge.js";
export { type TrendKind, type TrendLine, type TrendLineOptions, trendLine } from "./models/linear/trend-line.js";
export { accuracy } from "./models/metrics/accuracy.js";
export { averagePrecision } from "./models/metrics/average-precision.js";
export { brierScore } from "./models/metrics/brier-score.js";
export { type CalibrationBin, type CalibrationOptions, calibrationBins } from "./models/metrics/calibration-bins.js";
export type { Average, AverageOptions } from "./models/metrics/class-scores.js";
export type { ScoreOptions } from "./models/metrics/check-scores.js";
export {
  type ClassificationMetrics,
  type ClassificationMetricsOptions,
  classificationMetrics,
} from "./models/metrics/classification-metrics.js";
export { type ConfusionMatrix, confusionMatrix } from "./models/metrics/confusion-matrix.js";
export { f1Score } from "./models/metrics/f1-score.js";
export { logLoss } from "./models/metrics/log-loss.js";
export { matthewsCorrelation } from "./models/metrics/matthews-correlation.js";
export { meanAbsoluteError } from "./models/metrics/mean-absolute-error.js";
export { meanAbsolutePercentageError } from "./models/metrics/mean-absolute-percentage-error.js";
export { pinballLoss } from "./models/metrics/pinball-loss.js";
export { precision } from "./models/metrics/precision.js";
export { r2 } from "./models/metrics/r2.js";
export { recall } from "./models/metrics/recall.js";
export { type RegressionMetrics, regressionMetrics } from "./models/metrics/regression-metrics.js";
export { rmse } from "./models/metrics/rmse.js";
export { rocAuc } from "./models/metrics/roc-auc.js";
export type { FitOptions, FittedModel, Model, FittedClassifier } from "./models/model.js";
export { type KNearestOptions, kNearest } from "./models/neighbors/k-nearest.js";
export { naiveBayes } from "./models/neighbors/naive-bayes.js";
export { restoreModel } from "./models/restore-model.js";
export {
  type FittedHoltWinters,
  type HoltWintersOptions,
  holtWinters,
  type Season,
} from "./models/series/holt-winters.js";
export { restoreSeries } from "./models/series/restore-series.js";
export { type ForecastSeriesOptions, forecastSeries } from "./models/series/forecast-series.js";
export { seasonalNaive } from "./models/series/seasonal-naive.js";
export type { FittedSeries, SeriesModel } from "./models/series/series-model.js";
export type { TrainingChunk, TrainingChunks } from "./models/trees/bin-chunks.js";
export { type BinnedMatrix, type BinOptions, binMatrix } from "./models/trees/bin-matrix.js";
export type { BoostedTrees } from "./models/trees/boosted-trees.js";
export type { ObjectiveName } from "./models/trees/boosting-objective.js";
export { type FromXgboostOptions, fromXgboostJson } from "./models/trees/from-xgboost-json.js";
export type { GradientBoostingOptions } from "./models/trees/gradient-boosting-options.js";
export { type GradientBoosting, gradientBoosting } from "./models/trees/gradient-boosting.js";
export { type RandomForest, type RandomForestOptions, randomForest } from "./models/trees/random-forest.js";
export { type ShapFeature, shapSummary } from "./models/trees/shap-summary.js";
export { toXgboostJson } from "./models/trees/to-xgboost-json.js";
export type { BinnedFitOptions } from "./models/trees/train-trees.js";
export type { ShapValues } from "./models/trees/shap-values.js";
export { type TreeShapOptions, treeShap } from "./models/trees/tree-shap.js";
export type { Tree } from "./models/trees/tree.js";
