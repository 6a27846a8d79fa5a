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

// table
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
export { type Matrix, toMatrix } from "./table/matrix.js";

// store
export type { Store, StoredObject } from "./store/store.js";

// report

// features
export type { FittedStep, Step } from "./features/step.js";

// models
export type { FitOptions, FittedModel, Model } from "./models/model.js";

// search
export { choice } from "./search/choice.js";
export { gridSampler } from "./search/grid-sampler.js";
export { integer } from "./search/integer.js";
export type { Objective, TrialContext } from "./search/objective.js";
export type {
  ChoiceParameter,
  IntegerParameter,
  Parameter,
  ParameterValue,
  RealParameter,
} from "./search/parameter.js";
export type { SearchOptions } from "./search/plan-search.js";
export { randomSampler } from "./search/random-sampler.js";
export { real } from "./search/real.js";
export type { Sampler, SamplingTask } from "./search/sampler.js";
export { searchProgress } from "./search/search-progress.js";
export { type SliceData, sliceData } from "./search/slice-data.js";
export type { Params, ParamsOf, Space } from "./search/space.js";
export type { Study } from "./search/study.js";
export type { Direction, StudyData } from "./search/study-data.js";
export { type HistoryPoint, studyHistory } from "./search/study-history.js";
export { tpeSampler } from "./search/tpe-sampler.js";
export type { CompleteTrial, IntermediateValue, Trial, TrialState } from "./search/trial.js";

// tracking
export { type FileTrackerOptions, fileTracker } from "./tracking/file-tracker.js";
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
export { withRun } from "./tracking/with-run.js";

// drift

// notebook

// sources

// pipeline

// runtime: the same functions bound to the real world
export { maximize } from "./runtime/maximize.js";
export { minimize } from "./runtime/minimize.js";
export { hashFile } from "./runtime/hash-file.js";
export { type OpenTrackerOptions, openTracker } from "./runtime/open-tracker.js";
export { trackTrials } from "./runtime/track-trials.js";
