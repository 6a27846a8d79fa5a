import type { Json } from "../core/json.js";
import type { FittedModel } from "./model.js";
import { nearestRows } from "./neighbors/nearest-rows.js";
import { readModelJson } from "./read-model-json.js";

/**
 * The fitted model that `toJSON` wrote. Only known kinds and complete fields are accepted; no code from the JSON is
 * run.
 *
 * @example restoreModel({ kind: "mean", featureNames: ["hour"], mean: 5 }).featureNames // ["hour"]
 */
export function restoreModel(json: Json, path = "model"): FittedModel {
  return readModelJson(json, path, nearestRows);
}
