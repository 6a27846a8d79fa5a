import { mapNumbers } from "../../core/map-numbers.js";
import { accuracy } from "./accuracy.js";
import { averagePrecision } from "./average-precision.js";
import { refuseClasses, type ScoreOptions } from "./check-scores.js";
import { f1Score } from "./f1-score.js";
import { logLoss } from "./log-loss.js";
import { matthewsCorrelation } from "./matthews-correlation.js";
import { precision } from "./precision.js";
import { recall } from "./recall.js";
import { rocAuc } from "./roc-auc.js";

/**
 * Metrics of the probabilities of class 1 for a target of two classes. Precision, recall and F1 are those of class 1.
 */
export interface ClassificationMetrics {
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly f1Weighted: number;
  readonly matthewsCorrelation: number;
  readonly rocAuc: number;
  readonly averagePrecision: number;
  readonly logLoss: number;
}

export interface ClassificationMetricsOptions extends ScoreOptions {
  /**
   * A row is predicted as class 1 when its probability is above it.
   * @default 0.5
   */
  readonly threshold?: number | undefined;
}

/**
 * All metrics of two classes, from the probability of class 1. A row is predicted as class 1 when its probability is
 * above `threshold`.
 *
 * @example classificationMetrics([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]).rocAuc // 0.75
 */
export function classificationMetrics(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { threshold = 0.5, allowClasses }: ClassificationMetricsOptions = {},
): ClassificationMetrics {
  refuseClasses("classificationMetrics", [probabilities], { allowClasses });
  const options: ScoreOptions = { allowClasses: true };
  const predicted = mapNumbers(probabilities, (value) => (value > threshold ? 1 : 0));
  return {
    accuracy: accuracy(actual, predicted),
    precision: precision(actual, predicted),
    recall: recall(actual, predicted),
    f1: f1Score(actual, predicted),
    f1Weighted: f1Score(actual, predicted, { average: "weighted" }),
    matthewsCorrelation: matthewsCorrelation(actual, predicted),
    rocAuc: rocAuc(actual, probabilities, options),
    averagePrecision: averagePrecision(actual, probabilities, options),
    logLoss: logLoss(actual, probabilities, options),
  };
}
