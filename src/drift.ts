// cuaderno/drift: drift

export { type CalibratedColumn, type CalibrateDriftOptions, calibrateDrift } from "./drift/calibrate-drift.js";
export { type ColumnDrift, type ColumnDriftOptions, columnDrift, type DriftSide } from "./drift/column-drift.js";
export {
  type DatasetDrift,
  type DatasetDriftOptions,
  type DriftFinding,
  datasetDrift,
  type NamedColumnDrift,
} from "./drift/dataset-drift.js";
export type { DriftLimits } from "./drift/decide-drift.js";
export type { Distribution } from "./drift/distribution.js";
export type { DriftEffect, DriftMeasure, DriftMethod, DriftMethodName } from "./drift/drift-method.js";
export {
  type ColumnOverTime,
  type DriftOverTime,
  type DriftOverTimeOptions,
  type DriftWindow,
  driftOverTime,
} from "./drift/drift-over-time.js";
export { type DriftGate, driftGate, type GateColumn } from "./drift/drift-gate.js";
export type { DriftLevel } from "./drift/drift-level.js";
export { driftByImportance, type ImportantDrift } from "./drift/drift-by-importance.js";
export { type DriftDashboard, type DriftDashboardOptions, driftDashboard } from "./drift/drift-dashboard.js";
export { type DriftRowsInput, type DriftRowsOptions, driftRows } from "./drift/drift-rows.js";
export { driftPage } from "./drift/drift-page.js";
export type { DriftReport, DriftReportOptions } from "./drift/drift-report.js";
export { driftStrength } from "./drift/drift-strength.js";
export {
  type ErrorFigures,
  type ErrorOverTime,
  type ErrorOverTimeOptions,
  type ErrorWindow,
  errorOverTime,
} from "./drift/error-over-time.js";
export { type ExpectedScoresInput, expectedScores } from "./drift/expected-scores.js";
export { type DomainClassifier, type DomainClassifierOptions, domainClassifier } from "./pipeline/domain-classifier.js";
export {
  type EstimatedPerformance,
  type EstimatedWindow,
  type EstimatePerformanceOptions,
  estimatePerformance,
} from "./pipeline/estimate-performance.js";
export type { Scores } from "./pipeline/performance-estimator.js";
export {
  type ChangeContribution,
  type PredictionChange,
  type PredictionChangeOptions,
  predictionChange,
} from "./pipeline/prediction-change.js";
export type { Monitoring, MonitorModelOptions } from "./pipeline/monitor-model.js";
export { type MonitorOptions, type MonitorResult, monitor } from "./studies/monitor.js";
export type { ScoreOverTime } from "./drift/score-over-time.js";
export { getDriftMethod } from "./drift/get-drift-method.js";
export type { SkippedColumn } from "./drift/prepared-columns.js";
export {
  type ColumnProfile,
  type ModelProfile,
  mergeProfiles,
  type TableProfile,
} from "./drift/table-profile.js";
export { type CorrelationChange, correlationChanges } from "./drift/correlation-changes.js";
export { type CorrelationProfile, rankCorrelations } from "./drift/rank-correlations.js";
export { type ProfileOptions, profile, profileChunks } from "./pipeline/profile.js";
export { renderDriftReport } from "./drift/render-drift-report.js";
export type { SamplePair } from "./drift/sample-pair.js";
export type { CategorySample, NumberSample, Sample } from "./drift/sample.js";
export type { TimeWindow, TimeWindowOptions, WindowUnit } from "./drift/time-windows.js";
export { type DataQuality, type DataQualityOptions, dataQuality } from "./studies/data-quality.js";
export type { QualityCheck, QualityExample, QualityFinding } from "./drift/quality-finding.js";
export type { QualityPeriod } from "./drift/quality-time.js";
