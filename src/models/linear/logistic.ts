import { checkKnownValue } from "../../core/check-known-value.js";
import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import { checkClassWeights, checkFit, checkSquarable, getWeights } from "../check-fit.js";
import { encodeClasses } from "../encode-classes.js";
import { listClassCodes } from "../list-class-codes.js";
import type { FitOptions, Model } from "../model.js";
import { fastestLogitLoops } from "./fastest-logit-loops.js";
import { fitLogits } from "./fit-logits.js";
import { type FittedLogistic, fittedLogistic } from "./fitted-logistic.js";

export interface LogisticOptions {
  /** Strength of the penalty on squared coefficients; scikit-learn's C is 1 / alpha. @default 1 */
  readonly alpha?: number | undefined;
  /**
   * `equal`: every row has its weight; `balanced`: every class has the same total weight, as scikit-learn's
   * class_weight.
   * @default "equal"
   */
  readonly classWeights?: "equal" | "balanced" | undefined;
}

/** Logistic regression settings. */
export interface Logistic extends Model {
  fit(matrix: Matrix, target: Float64Array, options?: FitOptions): FittedLogistic;
}

const maxCoefficients = 1500;

/**
 * Logistic regression: minimises log loss of the rows + alpha / 2 x sum of squared coefficients, as scikit-learn's
 * LogisticRegression; the intercept is not penalised. With two classes there is one set of coefficients, with more one
 * for each class (softmax).
 *
 * Solved by Newton's method to full precision. Put `standardScale` before it: the penalty depends on the columns'
 * units. Rows can have weights. Missing values are refused.
 *
 * @example logistic({ alpha: 0.5, classWeights: "balanced" }).kind // "logistic"
 */
export function logistic({ alpha = 1, classWeights = "equal" }: LogisticOptions = {}): Logistic {
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new ArgumentError(
      `logistic: expected alpha to be > 0, got ${alpha}; without a penalty separable classes have no finite coefficients`,
    );
  }
  checkKnownValue("logistic", "classWeights", classWeights, ["equal", "balanced"]);
  return {
    kind: "logistic",
    fit(matrix, target, options): FittedLogistic {
      checkFit("logistic", matrix, target);
      const { classes, codes } = encodeClasses("logistic", target, listClassCodes);
      const outputs = classes.length === 2 ? 1 : classes.length;
      if (outputs * (matrix.columns.length + 1) > maxCoefficients) {
        throw new ArgumentError(
          `logistic: ${classes.length} classes and ${matrix.columns.length} columns need more than ${maxCoefficients} coefficients; select fewer columns or use gradientBoosting`,
        );
      }
      const given = getWeights("logistic", matrix.rowCount, options);
      if (classWeights === "balanced") checkClassWeights("logistic", classes, codes, given);
      const weights = classWeights === "balanced" ? balanceWeights(given, codes, classes.length) : given;
      const rows = { columns: matrix.columns, codes, outputs, weights };
      const loops = fastestLogitLoops(rows);
      const { centres, spreads, squares } = loops.scaleColumns();
      if (![...centres, ...spreads].every(Number.isFinite)) checkSquarable("logistic", matrix);
      const penalties = spreads.map((spread) => (spread === 0 ? 1 : alpha / (spread * spread)));
      const found = fitLogits({ ...rows, penalties }, loops, squares);
      return fittedLogistic({
        featureNames: matrix.names,
        classes,
        centres,
        spreads,
        outputs: found.map(({ coefficients, intercept }) => ({
          coefficients: coefficients.map((value, index) => (spreads[index] === 0 ? 0 : value / spreads[index])),
          level: intercept,
        })),
      });
    },
  };
}

function balanceWeights(weights: Float64Array, codes: Int32Array, classCount: number): Float64Array {
  const ofClass = new Float64Array(classCount);
  codes.forEach((code, row) => {
    ofClass[code] = ofClass[code] + weights[row];
  });
  const total = ofClass.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, row) => (weight * total) / (classCount * ofClass[codes[row]]));
}
