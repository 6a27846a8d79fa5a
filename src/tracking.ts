// cuaderno/tracking: runs and registered models

export { type AlertLevel, type AlertOptions, alert } from "./io/tracker/alert.js";
export { type LoadModelOptions, loadModel } from "./io/tracker/load-model.js";
export { type LogModelOptions, loadProfile, logModel } from "./io/tracker/log-model.js";
export { type OpenRegistryOptions, openRegistry } from "./io/tracker/open-registry.js";
export { type OpenTrackerOptions, openTracker } from "./io/tracker/open-tracker.js";
export { type WithRunOptions, withRun } from "./io/tracker/with-run.js";
export { type ComparedRow, compareRuns, type RunComparison } from "./tracking/compare-runs.js";
export { type CopiedModel, copyLoggedModels } from "./tracking/copy-logged-models.js";
export { type CopiedRun, type CopyRunsOptions, copyRuns } from "./tracking/copy-runs.js";
export { type FileTrackerOptions, fileTracker } from "./tracking/files/file-tracker.js";
export { type MemoryTrackerOptions, memoryTracker } from "./tracking/memory-tracker.js";
export { type MetricSummary, metricSummary } from "./tracking/metric-summary.js";
export { type FileRegistryOptions, fileRegistry } from "./tracking/registry/file-registry.js";
export { type GroupRunsOptions, type GroupSummary, groupRuns, type RunGroup } from "./tracking/query/group-runs.js";
export { type RunRow, type SearchRunsOptions, searchRuns, selectFields } from "./tracking/query/search-runs.js";
export {
  type CopiedVersion,
  type CopyModelsOptions,
  copyModels,
  type RegistryOfRuns,
} from "./tracking/registry/copy-models.js";
export { memoryRegistry } from "./tracking/registry/memory-registry.js";
export { type ModelReference, parseModelUri } from "./tracking/registry/parse-model-uri.js";
export {
  type PromotionCase,
  type PromotionDecision,
  planPromotion,
  type ScoredVersion,
} from "./tracking/registry/plan-promotion.js";
export { type Promotion, type PromotionOptions, promoteVersion } from "./tracking/registry/promote-version.js";
export type {
  AliasChange,
  AliasChanges,
  ImportedVersion,
  DescribeNotes,
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
  LoggedModelEntry,
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
