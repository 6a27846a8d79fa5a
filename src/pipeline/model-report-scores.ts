import { classificationMetrics } from "../models/metrics/classification-metrics.js";
import { confusionMatrix } from "../models/metrics/confusion-matrix.js";
import { regressionMetrics } from "../models/metrics/regression-metrics.js";
import type { PagePart } from "../report/page/page.js";
import type { Comparison } from "./compare-with-baselines.js";

/** Errors of predicted numbers, beside the mean when no baselines are given. */
export function numberScores(
  actual: Float64Array,
  predicted: Float64Array,
  { unit = "", comparison }: { readonly unit?: string; readonly comparison?: Comparison },
): readonly PagePart[] {
  const own = regressionMetrics(actual, predicted);
  const mean = actual.reduce((total, value) => total + value, 0) / actual.length;
  const naive = regressionMetrics(actual, new Float64Array(actual.length).fill(mean));
  const rows = [["this model", own.rmse, own.meanAbsoluteError, own.r2]];
  if (comparison === undefined) rows.push(["mean of these rows", naive.rmse, naive.meanAbsoluteError, naive.r2]);
  const scaled = (name: string) => (unit === "" ? { name } : { name, unit });
  return [
    {
      kind: "table",
      table: { columns: ["prediction", scaled("RMSE"), scaled("mean absolute error"), "R2"], rows },
    },
    ...(own.rmse < naive.rmse * (1 - 1e-9)
      ? []
      : [
          {
            kind: "callout",
            tone: "warning",
            markdown: "The model is no better than the mean of these rows.",
          } as const,
        ]),
  ];
}

/** How well probabilities tell two classes apart, beside what no skill gives. */
export function classScores(actual: Float64Array, predicted: Float64Array): readonly PagePart[] {
  const scores = classificationMetrics(actual, predicted, { allowClasses: true });
  const { counts } = confusionMatrix(
    actual,
    predicted.map((value) => (value > 0.5 ? 1 : 0)),
  );
  const share = actual.reduce((total, value) => total + value, 0) / actual.length;
  const always = Math.max(share, 1 - share);
  return [
    {
      kind: "table",
      table: {
        columns: ["metric", "value", "without any skill"],
        rows: [
          ["accuracy", scores.accuracy, always],
          ["area under the ROC curve", scores.rocAuc, 0.5],
          ["average precision", scores.averagePrecision, share],
          ["Matthews correlation", scores.matthewsCorrelation, 0],
          ["F1, weighted", scores.f1Weighted, null],
          ["precision of class 1", scores.precision, share],
          ["recall of class 1", scores.recall, null],
          ["log loss", scores.logLoss, -share * Math.log(share) - (1 - share) * Math.log(1 - share)],
        ],
      },
    },
    {
      kind: "table",
      table: {
        caption: "Rows by actual class (down) and class predicted at probability 0.5 (across)",
        columns: ["actual", "predicted 0", "predicted 1"],
        rows: [0, 1].map((own) => [String(own), counts[own]?.[0] ?? 0, counts[own]?.[1] ?? 0]),
      },
    },
    ...(scores.accuracy > always
      ? []
      : [
          {
            kind: "callout",
            tone: "warning",
            markdown: "At probability 0.5 the model is right no more often than always saying the larger class.",
          } as const,
        ]),
  ];
}

/** Models beside naive predictions, with the verdicts. */
export function comparisonParts({ rows, verdicts }: Comparison): readonly PagePart[] {
  return [
    {
      kind: "table",
      table: {
        caption: "Beside naive predictions",
        columns: ["split", "prediction", "kind", "RMSE", "mean absolute error", "R2"],
        rows: rows.map((row) => [row.split, row.name, row.kind, row.rmse, row.meanAbsoluteError, row.r2]),
      },
    },
    ...verdicts.map((markdown): PagePart => ({ kind: "callout", tone: "note", title: "Verdict", markdown })),
  ];
}
