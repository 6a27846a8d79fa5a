import { ArgumentError, FormatError } from "../core/errors.js";
import type { Json } from "../core/json.js";
import { type JsonReader, jsonReader } from "../core/json-reader.js";
import { restoreBaseline } from "./baselines/class-baseline.js";
import { restoreGroupMean } from "./baselines/group-mean.js";
import { restoreLastValue } from "./baselines/last-value.js";
import { restoreMeanModel } from "./baselines/mean-model.js";
import { restoreRepeatColumn } from "./baselines/repeat-column.js";
import { restoreLinear } from "./linear/fitted-linear.js";
import { restoreLogistic } from "./linear/fitted-logistic.js";
import type { FittedModel } from "./model.js";
import { restoreKNearest } from "./neighbors/k-nearest.js";
import { restoreNaiveBayes } from "./neighbors/naive-bayes.js";
import { restoreBoostedTrees } from "./trees/boosted-trees.js";

const restorers: Readonly<Record<string, (json: JsonReader) => FittedModel>> = {
  boostedTrees: restoreBoostedTrees,
  groupMean: restoreBaseline(restoreGroupMean),
  kNearest: restoreKNearest,
  lastValue: restoreBaseline(restoreLastValue),
  linear: restoreLinear,
  logistic: restoreLogistic,
  mean: restoreBaseline(restoreMeanModel),
  naiveBayes: restoreNaiveBayes,
  repeatColumn: restoreRepeatColumn,
};

/**
 * The fitted model that `toJSON` wrote. Only known kinds and complete fields are accepted; no code from the JSON is
 * run.
 *
 * @example restoreModel({ kind: "mean", featureNames: ["hour"], mean: 5 }).featureNames // ["hour"]
 */
export function restoreModel(json: Json, path = "model"): FittedModel {
  const reader = jsonReader(json, path);
  const kind = reader.string("kind");
  const restore = Object.hasOwn(restorers, kind) ? restorers[kind] : undefined;
  if (restore === undefined) {
    throw new FormatError(`${path}.kind: unknown model kind "${kind}"; expected ${Object.keys(restorers).join(", ")}`);
  }
  try {
    return restore(reader);
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    throw new FormatError(`${path}: ${cause.message}`, { cause });
  }
}
