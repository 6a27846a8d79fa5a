// cuaderno/features: feature steps

export { type ColumnWarningsOptions, columnWarnings } from "./features/column-warnings.js";
export {
  defineStep,
  type StepFactory,
  type StepDefinition,
  type StepFitContext,
  type StepTransformContext,
} from "./features/define-step.js";
export { type FittedKMeans, type KMeansOptions, type KMeansStep, kMeans } from "./features/derive/k-means.js";
export { type NearestOnSphereOptions, nearestOnSphere, type GeoPoint } from "./features/derive/nearest-on-sphere.js";
export { type FittedPca, type PcaOptions, type PcaStep, pca } from "./features/derive/pca.js";
export { type PolynomialFeaturesOptions, polynomialFeatures } from "./features/derive/polynomial-features.js";
export { frequencyEncode } from "./features/encoders/frequency-encode.js";
export { type OneHotOptions, type OneHotUnseen, oneHot } from "./features/encoders/one-hot.js";
export { type OrdinalOptions, type OrdinalUnseen, ordinal } from "./features/encoders/ordinal.js";
export { type TargetEncodeOptions, type TargetEncodeStep, targetEncode } from "./features/encoders/target-encode.js";
export type { FittedTargetEncode } from "./features/encoders/target-encode-chunks.js";
export { type ImputeOptions, type ImputeStrategy, impute } from "./features/impute.js";
export { type JoinOptions, joinColumns } from "./features/join-columns.js";
export { randomOversample } from "./features/resamplers/random-oversample.js";
export { type RandomSampleOptions, randomUndersample } from "./features/resamplers/random-undersample.js";
export type { Resampler, TrainingRows } from "./features/resamplers/resampler.js";
export { type SmoteOptions, smote } from "./features/resamplers/smote.js";
export { type RestoreStepOptions, restoreStep } from "./features/restore-step.js";
export { type ClipBounds, type ClipOptions, clip } from "./features/scalers/clip.js";
export { log1p } from "./features/scalers/log1p.js";
export { type MinMaxScaleOptions, minMaxScale } from "./features/scalers/min-max-scale.js";
export { type QuantileOutput, type QuantileScaleOptions, quantileScale } from "./features/scalers/quantile-scale.js";
export { robustScale } from "./features/scalers/robust-scale.js";
export { type StandardScaleOptions, standardScale } from "./features/scalers/standard-scale.js";
export { yeoJohnson } from "./features/scalers/yeo-johnson.js";
export { type CorrelationFilterOptions, correlationFilter } from "./features/selection/correlation-filter.js";
export { drop } from "./features/selection/drop.js";
export type { FittedSelection } from "./features/selection/fitted-selection.js";
export {
  type SelectionScore,
  type ChunkedSelectionStep,
  type SelectionStep,
  type SelectKBestOptions,
  type TargetSelectionStep,
  selectKBest,
} from "./features/selection/select-k-best.js";
export { select } from "./features/selection/select.js";
export { type VarianceThresholdOptions, varianceThreshold } from "./features/selection/variance-threshold.js";
export type {
  ChunkedStep,
  FittedStep,
  OutputsOf,
  RestorableStep,
  Step,
  StepChunks,
  TargetChunk,
  TargetChunks,
} from "./features/step.js";
export type { StepColumnKind, StepColumnKinds, StepInputs, StepOutputs } from "./features/step-columns.js";
export { type CalendarPart, type CalendarPartsOptions, calendarParts } from "./features/time/calendar-parts.js";
export { type CyclicOptions, cyclic } from "./features/time/cyclic.js";
export { differences } from "./features/time/differences.js";
export type { LagsOptions } from "./features/time/lagged-step.js";
export { lags } from "./features/time/lags.js";
export { type RollingOptions, type RollingStatistic, rolling } from "./features/time/rolling.js";
export type { Every } from "./features/time/row-spacing.js";
export type { RowOrder } from "./features/time/rows-in-order.js";
