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
import type { SearchRows } from "./neighbors/neighbours.js";
import { restoreForecastSeries } from "./series/forecast-series.js";
import { restoreBoostedTrees } from "./trees/boosted-trees.js";

const restorers: Readonly<Record<string, (json: JsonReader, search: SearchRows) => FittedModel>> = {
  boostedTrees: restoreBoostedTrees,
  forecastSeries: restoreForecastSeries,
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
 * The fitted model of a JSON value, which finds nearest rows by `search`: a browser bundle goes without the fast
 * searches.
 */
export function readModelJson(json: Json, path: string, search: SearchRows): FittedModel {
  const reader = jsonReader(json, path);
  const kind = reader.string("kind");
  const restore = Object.hasOwn(restorers, kind) ? restorers[kind] : undefined;
  if (restore === undefined) {
    throw new FormatError(`${path}.kind: unknown model kind "${kind}"; expected ${Object.keys(restorers).join(", ")}`);
  }
  try {
    return restore(reader, search);
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    throw new FormatError(`${path}: ${cause.message}`, { cause });
  }
}
