import type { JsonReader } from "../core/json-reader.js";
import { checkFeatures, checkFit, refuseWeights } from "./check-fit.js";
import type { FittedModel, Model } from "./model.js";

/**
 * The baseline that always predicts the mean of the training target.
 *
 * @example meanModel().kind // "mean"
 */
export function meanModel(): Model {
  return {
    kind: "mean",
    fit(matrix, target, options) {
      checkFit("meanModel", matrix, target);
      refuseWeights("meanModel", options);
      return fittedMean(matrix.names, meanOf(target));
    },
  };
}

/** Brings back what `toJSON` of a fitted mean model wrote. */
export function restoreMeanModel(json: JsonReader): FittedModel {
  return fittedMean(json.texts("featureNames"), json.number("mean"));
}

/** The mean, summed as differences from the first value so that large close values keep their digits. */
export function meanOf(values: Float64Array): number {
  const first = values[0] ?? Number.NaN;
  let total = 0;
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
