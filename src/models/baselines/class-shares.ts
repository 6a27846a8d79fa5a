import { ArgumentError, FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { checkFeatures, checkFit, getWeights } from "../check-fit.js";
import type { FittedClassifier, Model } from "../model.js";

/**
 * A baseline that gives every row the same probabilities: the shares of the classes in the training rows. It predicts the most frequent class, as
 * scikit-learn's `DummyClassifier(strategy="prior")`.
 *
 * @example classShares().kind // "classShares"
 */
export function classShares(): Model {
  return {
    kind: "classShares",
    inputs: [],
    fit(matrix, target, options) {
      checkFit("classShares", matrix, target);
      const weights = getWeights("classShares", matrix.rowCount, options);
      const totals = new Map<number, number>();
      target.forEach((value, row) => {
        if (!Number.isInteger(value)) {
          throw new ArgumentError(
            `classShares: expected classes as integers, got ${value} at row index ${row}; use meanModel for numbers`,
          );
        }
        totals.set(value, (totals.get(value) ?? 0) + (weights[row] ?? 1));
      });
      const classes = [...totals.keys()].sort((a, b) => a - b);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return fittedClassShares(
        matrix.names,
        classes,
        classes.map((value) => (totals.get(value) ?? 0) / sum),
      );
    },
  };
}

/** The fitted model that `toJSON` wrote. */
export function restoreClassShares(json: JsonReader): FittedClassifier {
  const [classes, shares] = [json.numbers("classes"), json.numbers("shares")];
  if (classes.length !== shares.length || classes.length === 0) {
    throw new FormatError(`${json.path}: expected a share for each class, got ${shares.length} for ${classes.length}`);
  }
  return fittedClassShares(json.strings("featureNames"), classes, shares);
}

function fittedClassShares(
  featureNames: readonly string[],
  classes: readonly number[],
  shares: readonly number[],
): FittedClassifier {
  const likeliest = classes[shares.indexOf(Math.max(...shares))] ?? 0;
  return {
    kind: "classShares",
    featureNames,
    classes,
    predict(matrix) {
      checkFeatures("classShares", featureNames, matrix);
      return new Float64Array(matrix.rowCount).fill(likeliest);
    },
    probabilities(matrix) {
      checkFeatures("classShares", featureNames, matrix);
      return shares.map((share) => new Float64Array(matrix.rowCount).fill(share));
    },
    toJSON: () => ({
      kind: "classShares",
      featureNames: [...featureNames],
      classes: [...classes],
      shares: [...shares],
    }),
  };
}
