// The public list of Cuaderno: named exports, under the heading of their room.

export { contentHash } from "./core/content-hash.js";
// core: errors, JSON, repeatable randomness
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

// store
export type { Store, StoredObject } from "./store/store.js";
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

// report

// features
export type { FittedStep, Step } from "./features/step.js";

// models
export type { FitOptions, FittedModel, Model } from "./models/model.js";

// search

// tracking
export type { Experiment, MetricPoint, Run, RunRecord, StartRunOptions, Tracker } from "./tracking/tracker.js";

// drift

// notebook

// sources

// pipeline

// runtime: the same functions bound to the real world
