import type { JsonReader } from "../../core/json-reader.js";
import { checkFeatures, checkFit, getWeights } from "../check-fit.js";
import type { FittedModel, Model } from "../model.js";
import { weightedMean } from "../weighted-mean.js";
import { type BaselineOptions, chooseTarget } from "./class-baseline.js";

/**
 * The baseline that always predicts the mean of the training target, or the shares of its classes.
 *
 * @example meanModel().kind // "mean"
 */
export function meanModel({ target: targetKind = "number" }: BaselineOptions = {}): Model {
  const model: Model = {
    kind: "mean",
    inputs: [],
    fit(matrix, target, options) {
      checkFit("meanModel", matrix, target);
      return fittedMean(
        matrix.names,
        weightedMean(target, options && getWeights("meanModel", matrix.rowCount, options)),
      );
    },
  };
  return chooseTarget("meanModel", model, targetKind);
}

/** The fitted model that `toJSON` wrote. */
export function restoreMeanModel(json: JsonReader): FittedModel {
  return fittedMean(json.strings("featureNames"), json.number("mean"));
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
