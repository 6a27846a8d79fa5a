import type { JsonReader } from "../../core/json-reader.js";
import { checkedWeights, checkFeatures, checkFit } from "../check-fit.js";
import type { FittedModel, Model } from "../model.js";

/**
 * The baseline that always predicts the mean of the training target.
 *
 * @example meanModel().kind // "mean"
 */
export function meanModel(): Model {
  return {
    kind: "mean",
    inputs: [],
    fit(matrix, target, options) {
      checkFit("meanModel", matrix, target);
      return fittedMean(matrix.names, meanOf(target, options && checkedWeights("meanModel", matrix.rowCount, options)));
    },
  };
}

/** Brings back what `toJSON` of a fitted mean model wrote. */
export function restoreMeanModel(json: JsonReader): FittedModel {
  return fittedMean(json.strings("featureNames"), json.number("mean"));
}

/** The mean, summed as differences from the first value so that large close values keep their digits. */
export function meanOf(values: Float64Array, weights?: Float64Array): number {
  const first = values[0] ?? Number.NaN;
  let total = 0;
  if (weights !== undefined) {
    let weight = 0;
    for (let row = 0; row < values.length; row++) {
      total += weights[row] * (values[row] - first);
      weight += weights[row];
    }
    return first + total / weight;
  }
  for (const value of values) total += value - first;
  return first + total / values.length;
}

function fittedMean(featureNames: readonly string[], mean: number): FittedModel {
  return {
    kind: "mean",
    featureNames,
    predict(matrix) {
      checkFeatures("meanModel", featureNames, matrix);
      return new Float64Array(matrix.rowCount).fill(mean);
    },
    toJSON: () => ({ kind: "mean", featureNames: [...featureNames], mean }),
  };
}
