import type { JsonReader } from "../../core/json-reader.js";
import { checkComplete, checkFeatures } from "../check-fit.js";
import { importanceShares } from "../importance-shares.js";
import type { FittedModel } from "../model.js";
import { readNumbers } from "../read-numbers.js";

/** A fitted linear model. */
export interface FittedLinear extends FittedModel {
  readonly kind: "linear";
  /** Change of the prediction per unit of each feature. */
  readonly coefficients: ReadonlyMap<string, number>;
  /** Prediction where every feature is 0. */
  readonly intercept: number;
  /** Constant columns and columns that depend linearly on others; their coefficient is 0. */
  readonly leftOut: readonly string[];
  /** Share of each feature's |coefficient| x standard deviation. */
  importance(): ReadonlyMap<string, number>;
}

/** The parts of a fitted linear model. */
export interface FittedLinearParts {
  readonly featureNames: readonly string[];
  readonly coefficients: Float64Array;
  readonly centres: Float64Array;
  readonly spreads: Float64Array;
  readonly targetMean: number;
  readonly leftOut: readonly string[];
}

/**
 * A fitted linear model: target mean + sum of coefficient x (value - mean). Centred because an intercept far from the
 * rows would lose digits.
 */
export function fittedLinear({
  featureNames,
  coefficients,
  centres,
  spreads,
  targetMean,
  leftOut,
}: FittedLinearParts): FittedLinear {
  return {
    kind: "linear",
    featureNames,
    coefficients: new Map(featureNames.map((name, index) => [name, coefficients[index]])),
    intercept: coefficients.reduce((total, value, index) => total - value * centres[index], targetMean),
    leftOut,
    predict(matrix) {
      checkFeatures("linear", featureNames, matrix);
      checkComplete("linear", matrix);
      const predictions = new Float64Array(matrix.rowCount).fill(targetMean);
      matrix.columns.forEach((values, index) => {
        const coefficient = coefficients[index];
        const centre = centres[index];
        if (coefficient === 0) return;
        for (let row = 0; row < values.length; row++) {
          predictions[row] = predictions[row] + coefficient * (values[row] - centre);
        }
      });
      return predictions;
    },
    importance: () =>
      importanceShares(
        featureNames,
        coefficients.map((value, index) => Math.abs(value) * spreads[index]),
      ),
    toJSON: () => ({
      kind: "linear",
      featureNames: [...featureNames],
      coefficients: [...coefficients],
      centres: [...centres],
      spreads: [...spreads],
      targetMean,
      leftOut: [...leftOut],
    }),
  };
}

/** What is known of the training columns before the coefficients are. */
export interface TrainingColumns {
  readonly featureNames: readonly string[];
  readonly centres: Float64Array;
  /** Population standard deviation of each column. */
  readonly spreads: Float64Array;
  readonly targetMean: number;
  /** Indices of the columns that are not constant. */
  readonly indices: readonly number[];
  /** Names of the constant columns. */
  readonly constant: readonly string[];
}

/** The fitted model with these coefficients of the columns that are not constant. */
export function toFittedLinear(
  training: TrainingColumns,
  solution: Float64Array,
  dependent: readonly string[] = [],
): FittedLinear {
  const coefficients = new Float64Array(training.featureNames.length);
  training.indices.forEach((column, index) => {
    coefficients[column] = solution[index];
  });
  return fittedLinear({ ...training, coefficients, leftOut: [...training.constant, ...dependent] });
}

/** The fitted model that `toJSON` wrote. */
export function restoreLinear(json: JsonReader): FittedLinear {
  const featureNames = json.strings("featureNames");
  const perFeature = (key: string): Float64Array => readNumbers(json, key, featureNames.length);
  return fittedLinear({
    featureNames,
    coefficients: perFeature("coefficients"),
    centres: perFeature("centres"),
    spreads: perFeature("spreads"),
    targetMean: json.number("targetMean"),
    leftOut: json.strings("leftOut"),
  });
}
