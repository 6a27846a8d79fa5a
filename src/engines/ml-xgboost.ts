import { createRequire } from "node:module";
import { ArgumentError, EnvironmentError, FormatError } from "../core/errors.js";
import type { Json } from "../core/json.js";
import { jsonReader } from "../core/json-reader.js";
import { checkFeatures, checkFit, refuseWeights } from "../models/check-fit.js";
import type { FittedModel, Model } from "../models/model.js";
import { weightedMean } from "../models/weighted-mean.js";
import type { Matrix } from "../table/matrix.js";

import { type MlXgboostOptions, toEngineParameters } from "./ml-xgboost-parameters.js";

/** A model inside ml-xgboost's memory. */
export interface FittedMlXgboost extends FittedModel {
  readonly kind: "mlXgboost";
  /** Releases the memory; the model cannot be used after that. */
  free(): void;
}

/** ml-xgboost as a model, with its WebAssembly loaded. */
export interface MlXgboost extends Model {
  fit(...parameters: Parameters<Model["fit"]>): FittedMlXgboost;
}

/**
 * A model of boosted trees for numbers by the package ml-xgboost (XGBoost of 2018 in WebAssembly), for `pipeline`.
 *
 * Rows are passed through the heap, without the package's limit of rows. The package treats -1 as missing, so a value
 * of exactly -1 is replaced by the next float32. Weights and early stopping are not supported; `gradientBoosting`
 * supports them and is faster.
 *
 * @example pipeline({ steps: [], model: await mlXgboost({ rounds: 50 }) }).fit(columns, "price").predict(columns)
 */
export async function mlXgboost(options: MlXgboostOptions = {}): Promise<MlXgboost> {
  const parameters = toEngineParameters(options);
  const engine = await loadEngine();
  return {
    kind: "mlXgboost",
    fit(matrix, target, fitOptions) {
      checkFit("mlXgboost", matrix, target);
      refuseWeights("mlXgboost", fitOptions);
      if (fitOptions?.validation !== undefined) {
        throw new ArgumentError(
          "mlXgboost: validation rows are not supported; leave them out, or use gradientBoosting",
        );
      }
      const offset = weightedMean(target);
      const cells = copyIn(engine, encoded(matrix));
      const labels = copyIn(
        engine,
        Float32Array.from(target, (value) => value - offset),
      );
      const model = engine._create_model(cells, labels, matrix.rowCount, matrix.columns.length);
      engine._free(cells);
      engine._free(labels);
      for (const [name, value] of Object.entries(parameters)) setParameter(engine, model, name, String(value));
      engine._train_full_model(model, options.rounds ?? 200);
      return fitted(engine, model, matrix.names, offset);
    },
  };
}

/**
 * The fitted model that `toJSON` wrote.
 *
 * @example (await restoreMlXgboost(JSON.parse(text))).predict(matrix)
 */
export async function restoreMlXgboost(json: Json, index = "model"): Promise<FittedMlXgboost> {
  const reader = jsonReader(json, index);
  if (reader.string("kind") !== "mlXgboost") {
    throw new FormatError(
      `${index}.kind: expected "mlXgboost", got ${JSON.stringify(reader.string("kind"))}; restore a model that mlXgboost wrote`,
    );
  }
  const bytes = Buffer.from(reader.string("bytes"), "base64");
  if (bytes.length === 0)
    throw new FormatError(`${index}.bytes: expected a model in base64, got none; write the model again`);
  const engine = await loadEngine();
  const pointer = engine._malloc(bytes.length);
  engine.HEAPU8.set(bytes, pointer);
  const model = engine._load_model(pointer, bytes.length);
  engine._free(pointer);
  if (model === 0)
    throw new FormatError(`${index}.bytes: ml-xgboost cannot read this model; train and save the model again`);
  return fitted(engine, model, reader.strings("featureNames"), reader.number("offset"));
}

/** XGBoost's C interface as compiled by Emscripten. */
interface Engine {
  readonly HEAPU8: Uint8Array;
  readonly HEAPF32: Float32Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _create_model(cells: number, target: number, rows: number, columns: number): number;
  _free_memory_model(model: number): void;
  _set_param(model: number, name: number, value: number): void;
  _train_full_model(model: number, rounds: number): void;
  _predict_one(model: number, row: number, columns: number, prediction: number): number;
  _save_model(model: number): number;
  _get_file_content(target: number, size: number): void;
  _load_model(bytes: number, size: number): number;
}

async function loadEngine(): Promise<Engine> {
  const listeners = process.listeners("uncaughtException");
  try {
    const module = createRequire(import.meta.url)("ml-xgboost/dist/wasm/xgboost.js") as {
      // The module is the value of its own promise; only its fields are used, because a thenable would never settle.
      readonly isReady: Promise<Engine>;
      print: (line: string) => void;
      printErr: (line: string) => void;
    };
    // It would print to the console how it loads its binary and which tree method it has chosen.
    module.print = () => undefined;
    module.printErr = () => undefined;
    return await module.isReady;
  } catch (cause) {
    throw new EnvironmentError("mlXgboost: the package ml-xgboost cannot be loaded; run npm install ml-xgboost@1.1.2", {
      cause,
    });
  } finally {
    // Its glue code adds a listener that rethrows every uncaught exception.
    for (const listener of process.listeners("uncaughtException")) {
      if (!listeners.includes(listener)) process.removeListener("uncaughtException", listener);
    }
  }
}

/** The float32 next to -1, away from 0: the package treats -1 as missing. */
const nextToMinusOne = -1.0000001192092896;

/** Row after row as float32, missing as -1. */
function encoded(matrix: Matrix): Float32Array {
  const width = matrix.columns.length;
  const cells = new Float32Array(matrix.rowCount * width);
  matrix.columns.forEach((values, index) => {
    for (let row = 0; row < matrix.rowCount; row++) {
      const value = Math.fround(values[row] as number);
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
        throw new ArgumentError(
          `mlXgboost: column "${matrix.names[index]}" is ${values[row]} at row index ${row}, outside the range of float32; clip it or make it missing`,
        );
      }
      cells[row * width + index] = Number.isNaN(value) ? -1 : value === -1 ? nextToMinusOne : value;
    }
  });
  return cells;
}

function copyIn(engine: Engine, values: Float32Array): number {
  const pointer = engine._malloc(values.byteLength);
  // The allocation may have replaced the heap.
  engine.HEAPF32.set(values, pointer / 4);
  return pointer;
}

function setParameter(engine: Engine, model: number, name: string, value: string): void {
  const pointers = [name, value].map((text) => {
    const bytes = Buffer.from(`${text}\0`);
    const pointer = engine._malloc(bytes.length);
    engine.HEAPU8.set(bytes, pointer);
    return pointer;
  });
  engine._set_param(model, pointers[0] ?? 0, pointers[1] ?? 0);
  for (const pointer of pointers) engine._free(pointer);
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
      const prediction = engine._malloc(4);
      const predictions = new Float64Array(matrix.rowCount);
      for (let index = 0; index < matrix.rowCount; index++) {
        engine.HEAPF32.set(cells.subarray(index * width, (index + 1) * width), row / 4);
        engine._predict_one(model, row, width, prediction);
        predictions[index] = offset + (engine.HEAPF32[prediction / 4] as number);
      }
      engine._free(row);
      engine._free(prediction);
      return predictions;
    },
    toJSON() {
      checkAlive();
      const size = engine._save_model(model);
      if (size <= 0)
        throw new EnvironmentError(
          "mlXgboost: the package cannot write its model; install ml-xgboost again, or use gradientBoosting",
        );
      const pointer = engine._malloc(size);
      engine._get_file_content(pointer, size);
      const bytes = Buffer.from(engine.HEAPU8.subarray(pointer, pointer + size)).toString("base64");
      engine._free(pointer);
      return { kind: "mlXgboost", featureNames: [...featureNames], offset, bytes };
    },
    free() {
      if (alive) engine._free_memory_model(model);
      alive = false;
    },
  };
}
