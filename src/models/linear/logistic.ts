import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import { meanOf } from "../baselines/mean-model.js";
import { checkComplete, checkedWeights, checkFit } from "../check-fit.js";
import { knownClasses } from "../known-classes.js";
import type { FitOptions, Model } from "../model.js";
import { fitLogits } from "./fit-logits.js";
import { type FittedLogistic, fittedLogistic } from "./fitted-logistic.js";

export interface LogisticOptions {
  /** Strength of the penalty on squared coefficients; scikit-learn's C is 1 / alpha. Default: 1. */
  readonly alpha?: number;
  /** `balanced` lets every class count the same, whatever its rows: total weight / (classes x weight of the class). Default: `equal` rows. */
  readonly classWeights?: "equal" | "balanced";
}

/** Logistic regression settings. */
export interface Logistic extends Model {
  fit(matrix: Matrix, target: Float64Array, options?: FitOptions): FittedLogistic;
}

const mostUnknowns = 1500;

/**
 * Logistic regression: log loss of the rows + alpha / 2 x sum of squared coefficients is least, as scikit-learn's LogisticRegression; the
 * intercept is not penalised. With two classes there is one set of coefficients, with more one for each class (softmax).
 *
 * Solved by Newton's method to full precision. Put `standardScale` before it, because the penalty is in the columns' own units. Rows can
 * have weights. Missing values are refused.
 *
 * @example logistic({ alpha: 0.5, classWeights: "balanced" }).kind // "logistic"
 */
export function logistic({ alpha = 1, classWeights = "equal" }: LogisticOptions = {}): Logistic {
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new ArgumentError(
      `logistic: alpha must be above 0, got ${alpha}; without a penalty, classes that can be told apart have no finite answer`,
    );
  }
  if (classWeights !== "equal" && classWeights !== "balanced") {
    throw new ArgumentError(
      `logistic: classWeights must be "equal" or "balanced", got ${JSON.stringify(classWeights)}`,
    );
  }
  return {
    kind: "logistic",
    fit(matrix, target, options): FittedLogistic {
      checkFit("logistic", matrix, target);
      checkComplete("logistic", matrix);
      const { classes, codes } = knownClasses("logistic", target);
      const outputs = classes.length === 2 ? 1 : classes.length;
      if (outputs * (matrix.columns.length + 1) > mostUnknowns) {
        throw new ArgumentError(
          `logistic: ${classes.length} classes and ${matrix.columns.length} columns have more than ${mostUnknowns} coefficients; select fewer columns, or use gradientBoosting`,
        );
      }
      const given = checkedWeights("logistic", matrix.rowCount, options);
      const weights = classWeights === "balanced" ? balanced(given, codes, classes.length) : given;
      const centres = Float64Array.from(matrix.columns, (values) => meanOf(values));
      const spreads = Float64Array.from(matrix.columns, (values, place) => deviationOf(values, centres[place]));
      const columns = matrix.columns.map((values, place) => {
        const [centre, spread] = [centres[place], spreads[place]];
        const scaled = new Float64Array(values.length);
        if (spread === 0) return scaled;
        for (let row = 0; row < scaled.length; row++) scaled[row] = (values[row] - centre) / spread;
        return scaled;
      });
      const found = fitLogits({
        columns,
        codes,
        outputs,
        weights,
        penalties: spreads.map((spread) => (spread === 0 ? 1 : alpha / (spread * spread))),
      });
      return fittedLogistic({
        featureNames: matrix.names,
        classes,
        centres,
        spreads,
        outputs: found.map(({ coefficients, intercept }) => ({
          coefficients: coefficients.map((own, place) => (spreads[place] === 0 ? 0 : own / spreads[place])),
          level: intercept,
        })),
      });
    },
  };
}

function balanced(weights: Float64Array, codes: Int32Array, classCount: number): Float64Array {
  const ofClass = new Float64Array(classCount);
  codes.forEach((code, row) => {
    ofClass[code] = ofClass[code] + weights[row];
  });
  const total = ofClass.reduce((sum, own) => sum + own, 0);
  return weights.map((weight, row) => (weight * total) / (classCount * ofClass[codes[row]]));
}

function deviationOf(values: Float64Array, mean: number): number {
  if (values.every((value) => value === values[0])) return 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) total += (values[row] - mean) ** 2;
  return Math.sqrt(total / values.length);
}
