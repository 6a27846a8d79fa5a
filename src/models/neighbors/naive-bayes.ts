import type { JsonReader } from "../../core/json-reader.js";
import { largestSquared } from "../../core/largest-squared.js";
import type { Matrix } from "../../table/matrix.js";
import { checkClassWeights, checkComplete, checkFeatures, checkFit, checkSquarable, getWeights } from "../check-fit.js";
import { encodeClasses } from "../encode-classes.js";
import type { FittedClassifier, Model } from "../model.js";
import { mostLikelyClass } from "../most-likely-class.js";
import { readNumbers } from "../read-numbers.js";
import { softmaxRows } from "../softmax-rows.js";

interface ClassShape {
  readonly value: number;
  readonly share: number;
  readonly means: readonly number[];
  readonly variances: readonly number[];
}

/**
 * Gaussian naive Bayes: each class has a normal distribution for each column, as if columns were independent, as
 * scikit-learn's GaussianNB. 1e-9 of the largest variance is added to all, so columns that are constant within a class
 * have a positive variance.
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
      checkSquarable("naiveBayes", matrix);
      const { classes, codes } = encodeClasses("naiveBayes", target);
      const weights = getWeights("naiveBayes", matrix.rowCount, options);
      checkClassWeights("naiveBayes", classes, codes, weights);
      const floor = 1e-9 * Math.max(...matrix.columns.map((values) => moments(values, undefined).variance));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const shapes = classes.map((value, code) => {
        const classWeights = weights.map((weight, row) => (codes[row] === code ? weight : 0));
        const found = matrix.columns.map((values) => moments(values, classWeights));
        return {
          value,
          share: classWeights.reduce((sum, weight) => sum + weight, 0) / total,
          means: found.map(({ mean }) => mean),
          variances: found.map(({ variance }) => Math.max(variance + floor, Number.MIN_VALUE)),
        };
      });
      return fittedNaiveBayes(matrix.names, shapes);
    },
  };
}

/** The fitted model that `toJSON` wrote. */
export function restoreNaiveBayes(json: JsonReader): FittedClassifier {
  const names = json.strings("featureNames");
  const shapes = json.objects("shapes").map((item) => {
    const [means, variances] = ["means", "variances"].map((key) => [...readNumbers(item, key, names.length)]);
    const share = item.number("share");
    if (![share, ...variances].every((value) => value > 0)) throw item.invalid("variances", "and share > 0");
    return { value: item.number("value"), share, means, variances };
  });
  if (shapes.length < 2) throw json.invalid("shapes", `2 or more, got ${shapes.length}`);
  return fittedNaiveBayes(names, shapes);
}

function fittedNaiveBayes(featureNames: readonly string[], shapes: readonly ClassShape[]): FittedClassifier {
  const classes = shapes.map(({ value }) => value);
  const probabilities = (matrix: Matrix): readonly Float64Array[] => {
    checkFeatures("naiveBayes", featureNames, matrix);
    checkComplete("naiveBayes", matrix, largestSquared);
    const scores = shapes.map(({ share, means, variances }) => {
      const start = variances.reduce((sum, variance) => sum - Math.log(2 * Math.PI * variance) / 2, Math.log(share));
      const classScores = new Float64Array(matrix.rowCount).fill(start);
      matrix.columns.forEach((values, index) => {
        const [mean, variance] = [means[index], variances[index]];
        for (let row = 0; row < classScores.length; row++) {
          classScores[row] = classScores[row] - (values[row] - mean) ** 2 / (2 * variance);
        }
      });
      return classScores;
    });
    softmaxRows(scores);
    return scores;
  };
  return {
    kind: "naiveBayes",
    featureNames,
    classes,
    probabilities,
    predict: (matrix) => mostLikelyClass(classes, probabilities(matrix)),
    toJSON: () => ({
      kind: "naiveBayes",
      featureNames: [...featureNames],
      shapes: shapes.map((shape) => ({ ...shape })),
    }),
  };
}

function moments(
  values: Float64Array,
  weights: Float64Array | undefined,
): { readonly mean: number; readonly variance: number } {
  const getWeight = (row: number): number => weights?.[row] ?? 1;
  const first = values[0] ?? 0;
  let [total, weight] = [0, 0];
  values.forEach((value, row) => {
    total += getWeight(row) * (value - first);
    weight += getWeight(row);
  });
  const mean = first + total / weight;
  let squares = 0;
  values.forEach((value, row) => {
    squares += getWeight(row) * (value - mean) ** 2;
  });
  return { mean, variance: squares / weight };
}
