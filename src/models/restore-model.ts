import { ArgumentError, FormatError } from "../core/errors.js";
import type { Json } from "../core/json.js";
import { type JsonReader, jsonReader } from "../core/json-reader.js";
import { restoreBoostedTrees } from "./boosted-trees.js";
import { restoreLinear } from "./fitted-linear.js";
import { restoreLogistic } from "./fitted-logistic.js";
import { restoreGroupMean } from "./group-mean.js";
import { restoreKNearest } from "./k-nearest.js";
import { restoreLastValue } from "./last-value.js";
import { restoreMeanModel } from "./mean-model.js";
import type { FittedModel } from "./model.js";
import { restoreNaiveBayes } from "./naive-bayes.js";
import { restoreRepeatColumn } from "./repeat-column.js";

const restorers: Readonly<Record<string, (json: JsonReader) => FittedModel>> = {
  boostedTrees: restoreBoostedTrees,
  groupMean: restoreGroupMean,
  kNearest: restoreKNearest,
  lastValue: restoreLastValue,
  linear: restoreLinear,
  logistic: restoreLogistic,
  mean: restoreMeanModel,
  naiveBayes: restoreNaiveBayes,
  repeatColumn: restoreRepeatColumn,
};

/**
 * The fitted model that `toJSON` wrote. Only known kinds and complete fields are accepted; nothing in the JSON is run.
 *
 * @example restoreModel({ kind: "mean", featureNames: ["hour"], mean: 5 }).featureNames // ["hour"]
 */
export function restoreModel(json: Json, place = "model"): FittedModel {
  const reader = jsonReader(json, place);
  const kind = reader.text("kind");
  const restore = Object.hasOwn(restorers, kind) ? restorers[kind] : undefined;
  if (restore === undefined) {
    throw new FormatError(`${place}.kind: "${kind}" is not a model; models are ${Object.keys(restorers).join(", ")}`);
  }
  try {
    return restore(reader);
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    throw new FormatError(`${place}: ${cause.message}`, { cause });
  }
}
