import { createRequire } from "node:module";
import { ArgumentError, EnvironmentError, FormatError } from "../core/errors.js";
import type { Json } from "../core/json.js";
import { jsonReader } from "../core/json-reader.js";
import { meanOf } from "../models/baselines/mean-model.js";
import { checkFeatures, checkFit, refuseWeights } from "../models/check-fit.js";
import type { FittedModel, Model } from "../models/model.js";
import type { Matrix } from "../table/matrix.js";

/** Settings of ml-xgboost, under the names that `gradientBoosting` has for them; defaults are that function's too. */
export interface MlXgboostOptions {
  readonly rounds?: number;
  readonly depth?: number;
  readonly learningRate?: number;
  readonly lambda?: number;
  readonly alpha?: number;
  readonly gamma?: number;
  readonly minChildWeight?: number;
  readonly subsample?: number;
  readonly columnSample?: number;
  /** `exact` is slow on many rows. Default: `hist`. */
  readonly treeMethod?: "exact" | "approx" | "hist";
  readonly seed?: number;
}

/** A model inside ml-xgboost's memory. */
export interface FittedMlXgboost extends FittedModel {
  readonly kind: "mlXgboost";
  /** Gives the memory back; the model cannot be used after that. */
  free(): void;
}

/** ml-xgboost as a model, once its WebAssembly is loaded. */
export interface MlXgboost extends Model {
  fit(...parameters: Parameters<Model["fit"]>): FittedMlXgboost;
}

/**
 * Boosted trees for numbers by the package ml-xgboost (XGBoost of 2018 in WebAssembly), as a model for `pipeline`.
 *
 * Rows go through the heap, so there is no limit of rows as in the package itself, and a value of exactly -1, which it takes for missing, is
 * moved to its neighbour in float32. Missing values are missing. It cannot weigh rows or stop early; `gradientBoosting` can and is faster.
 */
export async function mlXgboost(options: MlXgboostOptions = {}): Promise<MlXgboost> {
  const parameters = parametersOf(options);
  const engine = await loadEngine();
  return {
    kind: "mlXgboost",
    fit(matrix, target, fitOptions) {
      checkFit("mlXgboost", matrix, target);
      refuseWeights("mlXgboost", fitOptions);
      if (fitOptions?.validation !== undefined) {
        throw new ArgumentError("mlXgboost: cannot watch validation rows; leave them out, or use gradientBoosting");
      }
      const offset = meanOf(target);
      const cells = copyIn(engine, encoded(matrix));
      const answers = copyIn(
        engine,
        Float32Array.from(target, (value) => value - offset),
      );
      const model = engine._create_model(cells, answers, matrix.rowCount, matrix.columns.length);
      engine._free(cells);
      engine._free(answers);
      for (const [name, value] of Object.entries(parameters)) setParameter(engine, model, name, String(value));
      engine._train_full_model(model, options.rounds ?? 200);
      return fitted(engine, model, matrix.names, offset);
    },
  };
}

/** The model that `toJSON` of a fitted ml-xgboost wrote. */
export async function restoreMlXgboost(json: Json, place = "model"): Promise<FittedMlXgboost> {
  const reader = jsonReader(json, place);
  if (reader.string("kind") !== "mlXgboost") {
    throw new FormatError(`${place}.kind: must be "mlXgboost", got ${JSON.stringify(reader.string("kind"))}`);
  }
  const bytes = Buffer.from(reader.string("bytes"), "base64");
  if (bytes.length === 0) throw new FormatError(`${place}.bytes: must hold a model in base64`);
  const engine = await loadEngine();
  const room = engine._malloc(bytes.length);
  engine.HEAPU8.set(bytes, room);
  const model = engine._load_model(room, bytes.length);
  engine._free(room);
  if (model === 0) throw new FormatError(`${place}.bytes: ml-xgboost cannot read this model`);
  return fitted(engine, model, reader.strings("featureNames"), reader.number("offset"));
}

/** What Emscripten made of XGBoost's C interface. */
interface Engine {
  readonly HEAPU8: Uint8Array;
  readonly HEAPF32: Float32Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _create_model(cells: number, target: number, rows: number, columns: number): number;
  _free_memory_model(model: number): void;
  _set_param(model: number, name: number, value: number): void;
  _train_full_model(model: number, rounds: number): void;
  _predict_one(model: number, row: number, columns: number, answer: number): number;
  _save_model(model: number): number;
  _get_file_content(target: number, size: number): void;
  _load_model(bytes: number, size: number): number;
}

async function loadEngine(): Promise<Engine> {
  const listeners = process.listeners("uncaughtException");
  try {
    const module = createRequire(import.meta.url)("ml-xgboost/dist/wasm/xgboost.js") as {
      // The module is its own promise's value; a thenable would never settle, so only its fields are taken.
      readonly isReady: Promise<Engine>;
    };
    return await module.isReady;
  } catch (cause) {
    throw new EnvironmentError("mlXgboost: the package ml-xgboost does not load; run npm install ml-xgboost@1.1.2", {
      cause,
    });
  } finally {
    // Its glue code adds a listener that throws every uncaught exception again.
    for (const listener of process.listeners("uncaughtException")) {
      if (!listeners.includes(listener)) process.removeListener("uncaughtException", listener);
    }
  }
}

function parametersOf(options: MlXgboostOptions): Readonly<Record<string, number | string>> {
  const whole = (name: "rounds" | "depth" | "seed", least: number): void => {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= least)) {
      throw new ArgumentError(`mlXgboost: ${name} must be a whole number of at least ${least}, got ${String(value)}`);
    }
  };
  whole("rounds", 1);
  whole("depth", 1);
  whole("seed", 0);
  const numbers = {
    eta: options.learningRate ?? 0.1,
    lambda: options.lambda ?? 1,
    alpha: options.alpha ?? 0,
    gamma: options.gamma ?? 0,
    min_child_weight: options.minChildWeight ?? 1,
    subsample: options.subsample ?? 1,
    colsample_bytree: options.columnSample ?? 1,
  };
  // A bad value would end the engine with a bare number, so it is refused here.
  for (const [name, value] of Object.entries(numbers)) {
    const share = name === "eta" || name === "subsample" || name === "colsample_bytree";
    if (!(Number.isFinite(value) && value >= 0 && (!share || (value > 0 && value <= 1)))) {
      throw new ArgumentError(
        `mlXgboost: ${name} must be ${share ? "above 0 and at most 1" : "0 or more"}, got ${value}`,
      );
    }
  }
  const method = options.treeMethod ?? "hist";
  if (method !== "exact" && method !== "approx" && method !== "hist") {
    throw new ArgumentError(`mlXgboost: treeMethod must be "exact", "approx" or "hist", got ${JSON.stringify(method)}`);
  }
  return {
    booster: "gbtree",
    objective: "reg:linear",
    base_score: 0,
    silent: 1,
    max_depth: options.depth ?? 6,
    seed: options.seed ?? 0,
    tree_method: method,
    ...numbers,
  };
}

/** The float32 next to -1, away from 0: the package takes -1 itself for missing. */
const besideMinusOne = -1.0000001192092896;

/** Rows one after the other as float32, missing as -1. */
function encoded(matrix: Matrix): Float32Array {
  const width = matrix.columns.length;
  const cells = new Float32Array(matrix.rowCount * width);
  matrix.columns.forEach((values, place) => {
    for (let row = 0; row < matrix.rowCount; row++) {
      const value = Math.fround(values[row] as number);
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
        throw new ArgumentError(
          `mlXgboost: column "${matrix.names[place]}" is ${values[row]} at row index ${row}, beyond what float32 holds; clip it or make it missing`,
        );
      }
      cells[row * width + place] = Number.isNaN(value) ? -1 : value === -1 ? besideMinusOne : value;
    }
  });
  return cells;
}

function copyIn(engine: Engine, values: Float32Array): number {
  const room = engine._malloc(values.byteLength);
  // The heap may have grown, so it is looked up after the allocation.
  engine.HEAPF32.set(values, room / 4);
  return room;
}

function setParameter(engine: Engine, model: number, name: string, value: string): void {
  const rooms = [name, value].map((text) => {
    const bytes = Buffer.from(`${text}\0`);
    const room = engine._malloc(bytes.length);
    engine.HEAPU8.set(bytes, room);
    return room;
  });
  engine._set_param(model, rooms[0] ?? 0, rooms[1] ?? 0);
  for (const room of rooms) engine._free(room);
}

function fitted(engine: Engine, model: number, featureNames: readonly string[], offset: number): FittedMlXgboost {
  let alive = true;
  const checkAlive = (): void => {
    if (!alive) throw new ArgumentError("mlXgboost: the model was freed; fit or restore it again");
  };
  return {
    kind: "mlXgboost",
    featureNames,
    predict(matrix) {
      checkAlive();
      checkFeatures("mlXgboost", featureNames, matrix);
      const width = featureNames.length;
      const cells = encoded(matrix);
      const row = engine._malloc(4 * width);
      const answer = engine._malloc(4);
      const predictions = new Float64Array(matrix.rowCount);
      for (let place = 0; place < matrix.rowCount; place++) {
        engine.HEAPF32.set(cells.subarray(place * width, (place + 1) * width), row / 4);
        engine._predict_one(model, row, width, answer);
        predictions[place] = offset + (engine.HEAPF32[answer / 4] as number);
      }
      engine._free(row);
      engine._free(answer);
      return predictions;
    },
    toJSON() {
      checkAlive();
      const size = engine._save_model(model);
      if (size <= 0) throw new EnvironmentError("mlXgboost: the package could not write its model");
      const room = engine._malloc(size);
      engine._get_file_content(room, size);
      const bytes = Buffer.from(engine.HEAPU8.subarray(room, room + size)).toString("base64");
      engine._free(room);
      return { kind: "mlXgboost", featureNames: [...featureNames], offset, bytes };
    },
    free() {
      if (alive) engine._free_memory_model(model);
      alive = false;
    },
  };
}
