import { FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Matrix } from "../../table/matrix.js";
import { checkComplete, checkedWeights, checkFeatures, checkFit } from "../check-fit.js";
import { knownClasses, likeliestClass, softmaxRows } from "../known-classes.js";
import type { FittedClassifier, Model } from "../model.js";

interface ClassShape {
  readonly value: number;
  readonly share: number;
  readonly means: readonly number[];
  readonly variances: readonly number[];
}

/**
 * Gaussian naive Bayes: each class has a normal curve for each column, as if columns did not depend on each other, as scikit-learn's
 * GaussianNB. 1e-9 of the largest variance is added to all, so that a column constant within a class keeps a width.
 *
 * Rows can have weights. Missing values are refused.
 *
 * @example naiveBayes().kind // "naiveBayes"
 */
export function naiveBayes(): Model {
  return {
    kind: "naiveBayes",
    fit(matrix, target, options) {
      checkFit("naiveBayes", matrix, target);
      checkComplete("naiveBayes", matrix);
      const { classes, codes } = knownClasses("naiveBayes", target);
      const weights = checkedWeights("naiveBayes", matrix.rowCount, options);
      const floor = 1e-9 * Math.max(...matrix.columns.map((values) => moments(values, undefined).variance));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const shapes = classes.map((value, code) => {
        const own = weights.map((weight, row) => (codes[row] === code ? weight : 0));
        const found = matrix.columns.map((values) => moments(values, own));
        return {
          value,
          share: own.reduce((sum, weight) => sum + weight, 0) / total,
          means: found.map(({ mean }) => mean),
          variances: found.map(({ variance }) => Math.max(variance + floor, Number.MIN_VALUE)),
        };
      });
      return fittedNaiveBayes(matrix.names, shapes);
    },
  };
}

/** Brings back what `toJSON` of a fitted naiveBayes wrote. */
export function restoreNaiveBayes(json: JsonReader): FittedClassifier {
  const names = json.strings("featureNames");
  const shapes = json.objects("shapes").map((item) => {
    const [means, variances] = [item.numbers("means"), item.numbers("variances")];
    if (means.length !== names.length || variances.length !== names.length || variances.some((value) => !(value > 0))) {
      throw new FormatError(`${item.path}: needs ${names.length} means and as many variances above 0`);
    }
    return { value: item.number("value"), share: item.number("share"), means, variances };
  });
  if (shapes.length < 2) throw new FormatError(`${json.path}.shapes: must hold at least two classes`);
  return fittedNaiveBayes(names, shapes);
}

function fittedNaiveBayes(featureNames: readonly string[], shapes: readonly ClassShape[]): FittedClassifier {
  const classes = shapes.map(({ value }) => value);
  const probabilities = (matrix: Matrix): readonly Float64Array[] => {
    checkFeatures("naiveBayes", featureNames, matrix);
    checkComplete("naiveBayes", matrix);
    const lists = shapes.map(({ share, means, variances }) => {
      const start = variances.reduce((sum, variance) => sum - Math.log(2 * Math.PI * variance) / 2, Math.log(share));
      const list = new Float64Array(matrix.rowCount).fill(start);
      matrix.columns.forEach((values, place) => {
        const [mean, variance] = [means[place], variances[place]];
        for (let row = 0; row < list.length; row++) {
          list[row] = list[row] - (values[row] - mean) ** 2 / (2 * variance);
        }
      });
      return list;
    });
    softmaxRows(lists);
    return lists;
  };
  return {
    kind: "naiveBayes",
    featureNames,
    classes,
    probabilities,
    predict: (matrix) => likeliestClass(classes, probabilities(matrix)),
    toJSON: () => ({
      kind: "naiveBayes",
      featureNames: [...featureNames],
      shapes: shapes.map(({ value, share, means, variances }) => ({
        value,
        share,
        means: [...means],
        variances: [...variances],
      })),
    }),
  };
}

function moments(
  values: Float64Array,
  weights: Float64Array | undefined,
): { readonly mean: number; readonly variance: number } {
  const weightOf = (row: number): number => weights?.[row] ?? 1;
  const first = values[0] ?? 0;
  let [total, weight] = [0, 0];
  values.forEach((value, row) => {
    total += weightOf(row) * (value - first);
    weight += weightOf(row);
  });
  const mean = first + total / weight;
  let squares = 0;
  values.forEach((value, row) => {
    squares += weightOf(row) * (value - mean) ** 2;
  });
  return { mean, variance: squares / weight };
}
