import { accuracy } from "../../models/metrics/accuracy.js";
import { averagePrecision } from "../../models/metrics/average-precision.js";
import { brierScore } from "../../models/metrics/brier-score.js";
import { f1Score } from "../../models/metrics/f1-score.js";
import { logLoss } from "../../models/metrics/log-loss.js";
import { matthewsCorrelation } from "../../models/metrics/matthews-correlation.js";
import { meanAbsoluteError } from "../../models/metrics/mean-absolute-error.js";
import { meanAbsolutePercentageError } from "../../models/metrics/mean-absolute-percentage-error.js";
import { precision } from "../../models/metrics/precision.js";
import { r2 } from "../../models/metrics/r2.js";
import { recall } from "../../models/metrics/recall.js";
import { rmse } from "../../models/metrics/rmse.js";
import { rocAuc } from "../../models/metrics/roc-auc.js";
import type { Columns } from "../../table/columns.js";
import type { LiveMetricsView, LiveScore } from "../live-spec.js";
import { numbersIn, presentPairs } from "./measure-rows.js";
import type { NumberResult, ViewResult } from "./view-result.js";

type Score = (actual: Float64Array, predicted: Float64Array) => number;
type MetricsResult = Extract<ViewResult, { readonly kind: "metrics" }>;

interface NamedScore {
  readonly label: string;
  readonly score: Score;
  /** Whether it compares classes, after the threshold. */
  readonly ofClasses?: true;
}

const scores: Readonly<Record<Exclude<LiveScore, "confusion">, NamedScore>> = {
  rmse: { label: "RMSE", score: rmse },
  meanAbsoluteError: { label: "mean absolute error", score: meanAbsoluteError },
  meanAbsolutePercentageError: { label: "mean absolute percentage error", score: meanAbsolutePercentageError },
  r2: { label: "R²", score: r2 },
  rocAuc: { label: "area under ROC", score: rocAuc },
  averagePrecision: { label: "average precision", score: averagePrecision },
  logLoss: { label: "log loss", score: logLoss },
  brierScore: { label: "Brier score", score: brierScore },
  accuracy: { label: "accuracy", score: accuracy, ofClasses: true },
  precision: { label: "precision", score: precision, ofClasses: true },
  recall: { label: "recall", score: recall, ofClasses: true },
  f1Score: { label: "F1", score: f1Score, ofClasses: true },
  matthewsCorrelation: { label: "Matthews' correlation", score: matthewsCorrelation, ofClasses: true },
};

/** Names of the scores that a metrics view can show. */
export const scoreNames: readonly LiveScore[] = [...(Object.keys(scores) as (keyof typeof scores)[]), "confusion"];

/** Whether a metrics view has a threshold. */
export function hasThreshold({ metrics }: LiveMetricsView): boolean {
  return metrics.some((name) => name === "confusion" || scores[name].ofClasses === true);
}

/** Scores of the predictions on the rows that have both values. */
export function computeMetrics(
  columns: Columns,
  view: LiveMetricsView,
  rows: Int32Array,
  threshold: number,
): MetricsResult {
  const { actual: actualName, predicted: predictedName = "prediction", metrics, title = "" } = view;
  const [actual, predicted] = presentPairs(numbersIn(columns, actualName), numbersIn(columns, predictedName), rows);
  const classes = hasThreshold(view) ? predicted.map((value) => (value >= threshold ? 1 : 0)) : predicted;
  const found = metrics.flatMap((name): readonly NumberResult[] => {
    if (name === "confusion") return [];
    const { label, score, ofClasses } = scores[name];
    return [{ label, unit: "", value: scoreOrNaN(score, actual, ofClasses ? classes : predicted) }];
  });
  return {
    kind: "metrics",
    title,
    rows: actual.length,
    scores: found,
    confusion: metrics.includes("confusion") ? confusionCounts(actual, classes) : undefined,
    threshold: hasThreshold(view) ? threshold : undefined,
  };
}

/** A selection may hold no row, or rows of one class, which some scores do not have. */
function scoreOrNaN(score: Score, actual: Float64Array, predicted: Float64Array): number {
  if (actual.length === 0) return Number.NaN;
  try {
    return score(actual, predicted);
  } catch {
    return Number.NaN;
  }
}

function confusionCounts(actual: Float64Array, classes: Float64Array): readonly (readonly number[])[] {
  const counts = [
    [0, 0],
    [0, 0],
  ];
  for (const [row, value] of actual.entries()) {
    const line = counts[value >= 0.5 ? 1 : 0];
    const position = classes[row] === 1 ? 1 : 0;
    if (line !== undefined) line[position] = (line[position] ?? 0) + 1;
  }
  return counts;
}
